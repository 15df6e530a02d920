import type { VaultSigner } from "./signer.ts";

/** What a browser's wallet offers (EIP-1193). */
export interface WalletProvider {
  request(call: {
    readonly method: string;
    readonly params?: readonly unknown[];
  }): Promise<unknown>;
}

/** A wallet as a signer; it asks its owner each time. Without `address` it is the one that the owner connects. */
export async function eip1193Signer(
  provider: WalletProvider,
  address?: string,
): Promise<VaultSigner> {
  const account = (address ?? (await connect(provider))).toLowerCase();
  if (!/^0x[0-9a-f]{40}$/.test(account)) throw new TypeError("The wallet has no such address.");
  return {
    id: `eth:${account}`,
    async sign(text) {
      const message = `0x${toHex(new TextEncoder().encode(text))}`;
      const signature = await provider.request({
        ...{ method: "personal_sign", params: [message, account] },
      });
      if (typeof signature !== "string") throw new TypeError("The wallet answered no signature.");
      return signature;
    },
  };
}

async function connect(provider: WalletProvider): Promise<string> {
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof first !== "string") throw new TypeError("The wallet is not connected.");
  return first;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
