import type { Tx } from "@homeport/db";
import { actorId, newId } from "@homeport/platform";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { authorizeOperators, type OperatorsContext, refuseMoreThanOwn } from "./context.ts";
import { isUsableKey, keyIdSchema } from "./key-id.ts";
import { operatorWordsInput } from "./operator-words.ts";
import { insertOperator, lockOperators, selectUserByEmail } from "./store.ts";

/** A person by their e-mail address, or a key by its id. */
export const operatorName = z.union([
  z.strictObject({
    email: z
      .email()
      .max(254)
      .transform((text) => text.toLowerCase()),
  }),
  z.strictObject({ keyId: keyIdSchema }),
]);

export const addOperatorInput = z.strictObject({
  who: operatorName,
  /** What people call it; a person's own name unless told. */
  label: z.string().trim().min(1).max(100).optional(),
  permissions: operatorWordsInput,
});

/**
 * Makes a person who has an account, or a key, an operator. Throws STEP_UP_REQUIRED, NOT_PERMITTED for words that the
 * caller lacks, USER_NOT_FOUND, OPERATOR_KEY_INVALID and ALREADY_OPERATOR.
 */
export async function addOperator(
  ctx: OperatorsContext,
  { who, label, permissions }: z.output<typeof addOperatorInput>,
): Promise<{ operatorId: string }> {
  refuseMoreThanOwn(ctx, permissions);
  await authorizeOperators(ctx);
  const operatorId = newId();
  const act = { action: "operator.add", target: { kind: "operator", id: operatorId } };
  return await ctx.db.write(ctx, { ...act, detail: { ...who, permissions } }, async (tx) => {
    await lockOperators(tx);
    const named = await nameOf(tx, who);
    const row = {
      ...{ id: operatorId, userId: named.userId, keyId: named.keyId },
      ...{ label: label ?? named.label, permissions: [...permissions] },
      createdBy: actorId(ctx.actor) ?? "",
    };
    if (!(await insertOperator(tx, row))) throw new AuthError("ALREADY_OPERATOR");
    return { operatorId };
  });
}

async function nameOf(tx: Tx, who: z.output<typeof operatorName>) {
  if ("keyId" in who) {
    if (!isUsableKey(who.keyId)) throw new AuthError("OPERATOR_KEY_INVALID");
    return { userId: null, keyId: who.keyId, label: "Key" };
  }
  const person = await selectUserByEmail(tx, who.email);
  if (person === null) throw new AuthError("USER_NOT_FOUND");
  return { userId: person.userId, keyId: null, label: person.name };
}
