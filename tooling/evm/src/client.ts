import {
  createTestClient,
  type HttpTransport,
  http,
  type PublicActions,
  publicActions,
  type TestClient,
  type WalletActions,
  walletActions,
} from "viem";
import { localChain } from "./local-chain.ts";

/** Reads, sends, and has time and blocks go by. */
export type EvmClient = TestClient<"hardhat", HttpTransport, typeof localChain> &
  PublicActions<HttpTransport, typeof localChain> &
  WalletActions<typeof localChain>;

/** Whoever sends here is one of the node's own accounts, by its address. */
export function clientAt(url: string): EvmClient {
  return createTestClient({
    chain: localChain,
    mode: "hardhat",
    transport: http(url, { retryCount: 0 }),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions);
}
