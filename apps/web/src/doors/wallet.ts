import { authEndpoints } from "../paths.ts";
import { AuthRefusal, callAuth } from "./auth-client.ts";
import { LocalRefusal } from "./local-refusal.ts";
import { hexOfText, walletMessage } from "./wallet-message.ts";

/** What a wallet puts into pages (EIP-1193). */
interface Provider {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

interface Nonce {
  nonce: string;
  issuedAt: string;
  chains: readonly number[];
}

export interface SignedMessage {
  message: string;
  signature: string;
}

/** Lets the browser's wallet sign that it is this person's. Throws LocalRefusal, and what the server refuses with. */
export async function signWithWallet(): Promise<SignedMessage> {
  const provider = readProvider();
  if (provider === null) {
    throw new LocalRefusal("WALLET_MISSING");
  }
  const [address] = listOf(await ask(provider, "eth_requestAccounts"));
  const chainId = Number(await ask(provider, "eth_chainId"));
  const nonce = await callAuth<Nonce>(authEndpoints.walletNonce, {});
  if (!nonce.ok) {
    throw new AuthRefusal(nonce.failure);
  }
  if (typeof address !== "string") {
    throw new LocalRefusal("WALLET_CANCELLED");
  }
  if (!nonce.body.chains.includes(chainId)) {
    throw new LocalRefusal("WALLET_NETWORK");
  }
  const message = walletMessage({
    ...nonce.body,
    origin: window.location.origin,
    address,
    chainId,
  });
  const signature = await ask(provider, "personal_sign", [hexOfText(message), address]);
  return { message, signature: String(signature) };
}

async function ask(provider: Provider, method: string, params?: unknown[]): Promise<unknown> {
  try {
    return await provider.request(params === undefined ? { method } : { method, params });
  } catch {
    throw new LocalRefusal("WALLET_CANCELLED");
  }
}

function readProvider(): Provider | null {
  const found: unknown = Reflect.get(window, "ethereum");
  return isProvider(found) ? found : null;
}

function isProvider(value: unknown): value is Provider {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "request") === "function"
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
