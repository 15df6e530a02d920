import type { Random } from "@homeport/platform";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { authorizeChange } from "../members/authorize.ts";
import type { MembersContext } from "../members/context.ts";
import { type OperatorRule, readOperatorWords } from "../operator/read-operator.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { makeResetLink, type ResetLink } from "./link.ts";
import { selectOutranks } from "./store.ts";

export const createResetLinkInput = z.strictObject({ userId: z.string().min(1).max(64) });

/**
 * Makes a link, good for an hour, by which a member chooses a new password. Whoever holds it gets the account, so it
 * takes somebody who outranks the member in every organization that they belong to. Throws STEP_UP_REQUIRED,
 * MEMBER_NOT_FOUND and NOT_PERMITTED.
 */
export async function createResetLink(
  ctx: MembersContext & { readonly random: Random; readonly operators: OperatorRule },
  input: z.infer<typeof createResetLinkInput>,
): Promise<ResetLink> {
  authorizeChange(ctx);
  await requireRecent(ctx);
  const { organizationId } = ctx;
  const { userId } = input;
  const act = {
    action: "user.reset-link",
    target: { kind: "user", id: userId },
    organizationId,
  };
  return await ctx.db.write(ctx, act, async (tx) => {
    const actorId = actingUser(ctx).userId;
    const outranks = await selectOutranks(tx, { organizationId, actorId, userId });
    if (outranks === "stranger") throw new AuthError("MEMBER_NOT_FOUND");
    if (outranks === "no") throw new AuthError("NOT_PERMITTED");
    // An operator stands above every organization, whatever their role in this one is.
    const words = await readOperatorWords({ ...ctx, reader: tx }, { userId });
    if (words.size > 0) throw new AuthError("NOT_PERMITTED");
    return await makeResetLink(ctx, tx, userId);
  });
}
