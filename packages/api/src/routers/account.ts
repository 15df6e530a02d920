import {
  type AuthContext,
  listSessions,
  renameSession,
  renameSessionInput,
  revokeOtherSessions,
  revokeSession,
} from "@homeport/auth";
import type { RequestContext } from "@homeport/platform";
import { z } from "zod";
import type { ApiContext } from "../context/request.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { keysRouter } from "./keys.ts";
import { idField } from "./page-input.ts";
import { pairingRouter } from "./pairing.ts";

export const accountRouter = trpc.router({
  sessions: trpc.router({
    /** Where the acting person is signed in, this session first. */
    list: signedInProcedure.query(({ ctx }) => listSessions(authContext(ctx))),

    /** Ends one of the acting person's sessions everywhere within a second. */
    revoke: signedInProcedure
      .input(z.strictObject({ sessionId: idField }))
      .mutation(({ ctx, input }) => revokeSession({ ...ctx.acting, ...ctx.deps.gate }, input)),

    revokeOthers: signedInProcedure.mutation(({ ctx }) =>
      revokeOtherSessions({ ...ctx.acting, ...ctx.deps.gate }),
    ),

    rename: signedInProcedure
      .input(renameSessionInput)
      .mutation(({ ctx, input }) => renameSession({ ...ctx.acting, db: ctx.deps.db }, input)),
  }),

  keys: keysRouter,
  pairing: pairingRouter,
});

function authContext(ctx: ApiContext & { acting: RequestContext }): AuthContext {
  return { ...ctx.acting, db: ctx.deps.db, feed: ctx.deps.feed };
}
