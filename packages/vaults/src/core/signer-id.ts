import { fromHex } from "./bytes.ts";
import { isUsableEd25519Key } from "./ed25519-key.ts";

/** Who signs: the key itself (a device), or the address that a key has (a wallet). */
export type SignerKey =
  | { readonly kind: "ed25519"; readonly publicKey: Uint8Array }
  | { readonly kind: "eth"; readonly address: Uint8Array };

const written = /^(?:ed25519:(?<key>[0-9a-f]{64})|eth:0x(?<address>[0-9a-f]{40}))$/;

/** `ed25519:<64 hex>` or `eth:0x<40 hex>`, in lower case; null for any other text. Says nothing of the key's worth. */
export function readSignerId(text: string): SignerKey | null {
  const { key, address } = written.exec(text)?.groups ?? {};
  if (key !== undefined) return { kind: "ed25519", publicKey: fromHex(key) ?? new Uint8Array() };
  if (address === undefined) return null;
  return { kind: "eth", address: fromHex(address) ?? new Uint8Array() };
}

/** Whether somebody can have such a key: no weak point of the curve, and not the address that nobody has. */
export function isUsableSigner(key: SignerKey): boolean {
  if (key.kind === "ed25519") return isUsableEd25519Key(key.publicKey);
  return key.address.some((byte) => byte !== 0);
}
