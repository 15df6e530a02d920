import {
  ed25519Signer,
  eip1193Signer,
  type VaultSigner,
  type WalletProvider,
} from "@homeport/client/vault";
import type { DeviceKey } from "../vault-keys/key-store.ts";

/** Somebody who can sign on this machine: a key of this browser, or its wallet. */
export interface LocalSigner {
  readonly id: string;
  readonly label: string;
  readonly kind: "device" | "wallet";
  open(): Promise<VaultSigner>;
}

export function signerOfKey({ id, label, pair }: DeviceKey): LocalSigner {
  return { id, label, kind: "device", open: () => ed25519Signer(pair) };
}

/** The wallet that this browser brings, or null. */
export function findWallet(): WalletProvider | null {
  const found: unknown = Reflect.get(window, "ethereum");
  return isProvider(found) ? found : null;
}

/** Asks the wallet's owner which account signs. */
export async function connectWallet(provider: WalletProvider): Promise<LocalSigner> {
  const signer = await eip1193Signer(provider);
  return { id: signer.id, label: "Wallet", kind: "wallet", open: async () => signer };
}

function isProvider(value: unknown): value is WalletProvider {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "request") === "function"
  );
}
