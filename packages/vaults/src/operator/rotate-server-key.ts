import type { Keys } from "@homeport/platform";
import { writeSuccession } from "../core/index.ts";
import { serverKeyRotation } from "../server-key/follow-server-key.ts";
import { makeKeyPair, sealKey, unsealKey } from "../server-key/key-pair.ts";
import { insertKey, lockActiveKey, retireKey } from "../server-key/store.ts";
import { authorizeOperator, type VaultOperatorContext } from "./context.ts";

/**
 * Makes a new key with which this installation acknowledges, named by the one before: who pins that follows. Words that
 * were given stay good, and every replica signs with the new one once it has heard of it. Throws FORBIDDEN,
 * SERVER_KEY_LOCKED.
 */
export async function rotateServerKey(
  ctx: VaultOperatorContext & { readonly keys: Keys },
): Promise<{ readonly keyId: string }> {
  await authorizeOperator(ctx, "vault.key-rotate");
  const pair = makeKeyPair(ctx.primitives);
  const act = { action: "vault.key-rotate", target: { kind: "server-key", id: pair.id } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const old = await lockActiveKey(tx);
    if (old === null) throw new Error("there is no server key to succeed");
    // Later than the one before, whatever this machine's clock says: the order of keys is that of their times.
    const createdAtMs = Math.max(ctx.clock.nowMs(), old.createdAtMs + 1);
    const succession = writeSuccession(old.publicKey, pair.publicKey, createdAtMs);
    await retireKey(tx, old.id);
    await insertKey(tx, {
      ...{ id: pair.id, publicKey: pair.publicKey, createdAtMs },
      privateSealed: sealKey(ctx, pair),
      successionSignature: unsealKey(ctx.keys, old).sign(succession),
    });
    scope.note({ before: old.id });
    scope.commit(() => ctx.feed.announce("vault", serverKeyRotation));
  });
  return { keyId: pair.id };
}
