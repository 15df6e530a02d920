import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { type Keys, openBytes, type Random, sealBytes } from "@homeport/platform";
import { type Primitives, serverKeyId } from "../core/index.ts";
import { VaultsError } from "../errors.ts";
import { serverKeys } from "../sealed-columns.ts";
import type { ServerKeyRow } from "./store.ts";

export interface NewKeyPair {
  readonly id: string;
  readonly publicKey: Uint8Array;
  /** As it is sealed (PKCS 8). */
  readonly der: Uint8Array;
}

export function makeKeyPair(primitives: Pick<Primitives, "sha256">): NewKeyPair {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const der = pair.privateKey.export({ format: "der", type: "pkcs8" });
  return { id: serverKeyId(primitives, publicKey), publicKey, der };
}

export function sealKey(
  deps: { readonly keys: Keys; readonly random: Random },
  { id, der }: NewKeyPair,
): Uint8Array {
  return sealBytes(deps, { column: serverKeys, rowId: id }, der);
}

/** Signs with a key that is stored. Throws SERVER_KEY_LOCKED where the root secret does not open it. */
export function unsealKey(
  keys: Keys,
  { id, privateSealed }: Pick<ServerKeyRow, "id" | "privateSealed">,
): { readonly sign: (message: Uint8Array) => Uint8Array } {
  const der = openBytes(keys, { column: serverKeys, rowId: id }, privateSealed);
  if (der === null) throw new VaultsError("SERVER_KEY_LOCKED", { detail: `key ${id}` });
  const privateKey = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  return { sign: (message) => sign(null, message, privateKey) };
}
