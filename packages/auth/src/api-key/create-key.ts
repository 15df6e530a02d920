import { type KeyScopes, keyScopesSchema } from "@homeport/gate";
import { newId, type Random } from "@homeport/platform";
import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { type KeyView, maxKeys } from "./key-view.ts";
import { mintKey } from "./mint-key.ts";
import { countOwnApps, insertKey, lockKeys, selectKeys } from "./store.ts";

const minuteMs = 60_000;
const maxLifeMs = 366 * 24 * 60 * minuteMs;

export const createKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: keyScopesSchema,
  /** Null: until it is revoked. */
  lifeMs: z.number().int().min(minuteMs).max(maxLifeMs).nullable(),
});

export interface CreateKeyContext extends AuthContext {
  readonly random: Random;
  /** The organization in which the key acts; its maker is a member. */
  readonly organizationId: string;
}

/**
 * Makes a key that acts as the acting person in one organization. The answer is the only time that the key itself is
 * told. Throws STEP_UP_REQUIRED, KEY_LIMIT, and APP_NOT_FOUND for an app that is not the organization's.
 */
export async function createKey(
  ctx: CreateKeyContext,
  input: z.infer<typeof createKeyInput>,
): Promise<KeyView & { readonly key: string }> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const { organizationId } = ctx;
  const { name, lifeMs } = input;
  const scopes = distinct(input.scopes);
  const minted = mintKey(ctx.random);
  const id = newId();
  const { prefix, secretHash } = minted;
  const detail = { name, prefix, scopes, lifeMs };
  const act = { action: "key.create", target: { kind: "key", id }, organizationId, detail };
  const row = await ctx.db.write(ctx, act, async (tx) => {
    await lockKeys(tx, userId);
    if ((await selectKeys(tx, userId, maxKeys)).length >= maxKeys) throw new AuthError("KEY_LIMIT");
    const { apps } = scopes;
    if (apps !== "all" && (await countOwnApps(tx, organizationId, apps)) < apps.length) {
      throw new AuthError("APP_NOT_FOUND");
    }
    const own = { id, organizationId, userId, name, prefix, secretHash, scopes, lifeMs };
    return await insertKey(tx, own);
  });
  return { ...row, key: minted.text };
}

function distinct({ apps, api }: KeyScopes): KeyScopes {
  return { apps: apps === "all" ? apps : [...new Set(apps)], api };
}
