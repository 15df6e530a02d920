import { listSessions, revokeOtherSessions, revokeSession } from "@homeport/auth";
import { z } from "zod";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

export const accountRouter = trpc.router({
  sessions: trpc.router({
    /** Where the acting person is signed in, this session first. */
    list: signedInProcedure.query(({ ctx }) => listSessions({ ...ctx.acting, db: ctx.deps.db })),

    /** Ends one of the acting person's sessions everywhere within a second. */
    revoke: signedInProcedure
      .input(z.strictObject({ sessionId: idField }))
      .mutation(({ ctx, input }) => revokeSession({ ...ctx.acting, ...ctx.deps.gate }, input)),

    revokeOthers: signedInProcedure.mutation(({ ctx }) =>
      revokeOtherSessions({ ...ctx.acting, ...ctx.deps.gate }),
    ),
  }),
});
