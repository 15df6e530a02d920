import { endKeySessions } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { operatorName } from "./add-operator.ts";
import { authorizeOperators, type OperatorsContext, refuseMoreThanOwn } from "./context.ts";
import { knownWords, operatorWordsInput } from "./operator-words.ts";
import {
  hasWayIn,
  lockOperator,
  lockOperators,
  markOperatorRevoked,
  selectOperatorId,
  updateOperatorPermissions,
} from "./store.ts";

export const revokeOperatorInput = z.strictObject({ operatorId: z.string().min(1).max(64) });

export const updateOperatorInput = revokeOperatorInput.extend({ permissions: operatorWordsInput });

/**
 * Says anew what an operator may do, from their next request on. Throws STEP_UP_REQUIRED, NOT_PERMITTED for words that
 * the caller lacks, OPERATOR_NOT_FOUND and LAST_OPERATOR.
 */
export async function updateOperator(
  ctx: OperatorsContext,
  { operatorId, permissions }: z.output<typeof updateOperatorInput>,
): Promise<void> {
  refuseMoreThanOwn(ctx, permissions);
  await authorizeOperators(ctx);
  const act = { action: "operator.update", target: { kind: "operator", id: operatorId } };
  await ctx.db.write(ctx, { ...act, detail: { permissions } }, async (tx) => {
    await openOperator(ctx, tx, operatorId);
    await updateOperatorPermissions(tx, operatorId, [...permissions]);
    await keepWayIn(ctx, tx);
  });
}

/**
 * Takes an operator off the list, and ends every session of their key: they are refused at their next request. Throws
 * STEP_UP_REQUIRED, NOT_PERMITTED for somebody who may do what the caller may not, OPERATOR_NOT_FOUND and LAST_OPERATOR.
 */
export async function revokeOperator(
  ctx: OperatorsContext,
  { operatorId }: z.infer<typeof revokeOperatorInput>,
): Promise<void> {
  await authorizeOperators(ctx);
  const act = { action: "operator.revoke", target: { kind: "operator", id: operatorId } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const { keyId } = await openOperator(ctx, tx, operatorId);
    await markOperatorRevoked(tx, operatorId);
    await keepWayIn(ctx, tx);
    if (keyId === null) return;
    const named = { realm: "operator", principal: keyId } as const;
    scope.note({ keyId, sessions: await endKeySessions(ctx.db.within(tx), named) });
  });
}

/** Revokes whoever is so named; for the command line, which knows no ids. Throws OPERATOR_NOT_FOUND. */
export async function revokeOperatorByName(
  ctx: OperatorsContext,
  who: z.output<typeof operatorName>,
): Promise<void> {
  const operatorId = await selectOperatorId(ctx.db.orm, who);
  if (operatorId === null) throw new AuthError("OPERATOR_NOT_FOUND");
  await revokeOperator(ctx, { operatorId });
}

async function openOperator(ctx: OperatorsContext, tx: Tx, operatorId: string) {
  await lockOperators(tx);
  const operator = await lockOperator(tx, operatorId);
  if (operator === null) throw new AuthError("OPERATOR_NOT_FOUND");
  refuseMoreThanOwn(ctx, knownWords(operator.permissions));
  return operator;
}

async function keepWayIn(ctx: OperatorsContext, tx: Tx): Promise<void> {
  if (ctx.operators === null || (await hasWayIn(tx, ctx.operators))) return;
  throw new AuthError("LAST_OPERATOR");
}
