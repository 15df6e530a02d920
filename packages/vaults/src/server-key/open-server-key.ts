import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Db } from "@homeport/db";
import { type Clock, type Keys, openBytes, type Random, sealBytes } from "@homeport/platform";
import { type Primitives, serverKeyId } from "../core/index.ts";
import { VaultsError } from "../errors.ts";
import { serverKeys } from "../sealed-columns.ts";
import { insertFirstKey, type ServerKeyRow, selectActiveKey } from "./store.ts";

/** Signs for this installation, with the same key on every replica. */
export interface ServerSigner {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/**
 * The key with which this installation acknowledges: made where there is none yet, else the one that is there, whoever made
 * it. Throws SERVER_KEY_LOCKED where the root secret does not open it; a key is never replaced for that.
 */
export async function openServerKey(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly primitives: Pick<Primitives, "sha256">;
}): Promise<ServerSigner> {
  const { db } = deps;
  const row = (await selectActiveKey(db.orm)) ?? (await makeFirstKey(deps));
  const privateKey = unseal(deps.keys, row);
  return {
    keyId: row.id,
    publicKey: row.publicKey,
    sign: (message) => sign(null, message, privateKey),
  };
}

/** Of several that start at once one inserts; all read what is there then. */
async function makeFirstKey(deps: Parameters<typeof openServerKey>[0]): Promise<ServerKeyRow> {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const id = serverKeyId(deps.primitives, publicKey);
  const der = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const privateSealed = sealBytes(deps, { column: serverKeys, rowId: id }, der);
  await insertFirstKey(deps.db.orm, {
    id,
    publicKey,
    privateSealed,
    createdAtMs: deps.clock.nowMs(),
  });
  const row = await selectActiveKey(deps.db.orm);
  if (row === null) throw new Error("a server key that was written is gone");
  return row;
}

function unseal(keys: Keys, { id, privateSealed }: ServerKeyRow): KeyObject {
  const der = openBytes(keys, { column: serverKeys, rowId: id }, privateSealed);
  if (der === null) throw new VaultsError("SERVER_KEY_LOCKED", { detail: `key ${id}` });
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}
