import type { Db } from "@homeport/db";
import type { Clock, Keys, Random } from "@homeport/platform";
import type { Primitives } from "../core/index.ts";
import { makeKeyPair, sealKey, unsealKey } from "./key-pair.ts";
import { insertFirstKey, type ServerKeyRow, selectActiveKey } from "./store.ts";

/** Signs for this installation, with the same key on every replica. */
export interface ServerSigner {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** Looks for a newer key. Never rejects: without it the one that is known goes on, and is good. */
  readonly reload: () => Promise<void>;
}

export interface ServerKeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly primitives: Pick<Primitives, "sha256">;
}

/**
 * The key with which this installation acknowledges: made where there is none yet, else the one that is there, whoever made
 * it. Throws SERVER_KEY_LOCKED where the root secret does not open it; a key is never replaced for that.
 */
export async function openServerKey(deps: ServerKeyDeps): Promise<ServerSigner> {
  const { db, keys } = deps;
  const row = (await selectActiveKey(db.orm)) ?? (await makeFirstKey(deps));
  let current = { row, ...unsealKey(keys, row) };
  return {
    get keyId() {
      return current.row.id;
    },
    get publicKey() {
      return current.row.publicKey;
    },
    sign: (message) => current.sign(message),
    async reload() {
      try {
        const newest = await selectActiveKey(db.orm);
        if (newest === null || newest.id === current.row.id) return;
        current = { row: newest, ...unsealKey(keys, newest) };
      } catch {
        // The next announcement, or the next start, finds it.
      }
    },
  };
}

/** Of several that start at once one inserts; all read what is there then. */
async function makeFirstKey(deps: ServerKeyDeps): Promise<ServerKeyRow> {
  const pair = makeKeyPair(deps.primitives);
  await insertFirstKey(deps.db.orm, {
    ...{ id: pair.id, publicKey: pair.publicKey },
    privateSealed: sealKey(deps, pair),
    createdAtMs: deps.clock.nowMs(),
  });
  const row = await selectActiveKey(deps.db.orm);
  if (row === null) throw new Error("a server key that was written is gone");
  return row;
}
