import {
  addOperator,
  addOperatorInput,
  listOperatorSessions,
  listOperators,
  type OperatorsContext,
  type OperatorWord,
  revokeOperator,
  revokeOperatorInput,
  revokeOperatorSession,
  revokeOperatorSessionInput,
  updateOperator,
  updateOperatorInput,
} from "@homeport/auth";
import type { RequestContext } from "@homeport/platform";
import type { ApiContext } from "../context/request.ts";
import { operatorProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

function operatorsContext(
  ctx: ApiContext & { acting: RequestContext; words: ReadonlySet<OperatorWord> },
): OperatorsContext {
  const { db, operators } = ctx.deps;
  return { ...ctx.acting, db, operators, words: ctx.words };
}

/** Who operates the installation, and the sessions of their keys. */
export const operatorsRouter = trpc.router({
  list: operatorProcedure("fleet.read").query(({ ctx }) => listOperators(ctx.deps)),

  add: operatorProcedure("fleet.operate")
    .input(addOperatorInput)
    .mutation(({ ctx, input }) => addOperator(operatorsContext(ctx), input)),

  updatePermissions: operatorProcedure("fleet.operate")
    .input(updateOperatorInput)
    .mutation(({ ctx, input }) => updateOperator(operatorsContext(ctx), input)),

  /** They are refused at their next request. */
  revoke: operatorProcedure("fleet.operate")
    .input(revokeOperatorInput)
    .mutation(({ ctx, input }) => revokeOperator(operatorsContext(ctx), input)),

  sessions: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) => listOperatorSessions(ctx.deps)),

    revoke: operatorProcedure("fleet.operate")
      .input(revokeOperatorSessionInput)
      .mutation(({ ctx, input }) => revokeOperatorSession(operatorsContext(ctx), input)),
  }),
});
