import { defineChain } from "viem";

/** The id of the chain that a node started here has. */
export const localChainId = 31_337;

export const localChain = defineChain({
  id: localChainId,
  name: "A chain of one's own",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});
