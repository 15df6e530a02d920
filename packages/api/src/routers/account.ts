import {
  changePassword,
  changePasswordInput,
  deleteAccount,
  listSessions,
  readSecurity,
  renameSession,
  renameSessionInput,
  revokeOtherSessions,
  revokeSession,
  type SessionContext,
  stepUp,
  stepUpInput,
} from "@homeport/auth";
import type { RequestContext } from "@homeport/platform";
import { z } from "zod";
import { factorContext } from "../context/factor-context.ts";
import type { ApiContext } from "../context/request.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { keysRouter } from "./keys.ts";
import { idField } from "./page-input.ts";
import { pairingRouter } from "./pairing.ts";
import { passkeysRouter } from "./passkeys.ts";
import { twoFactorRouter } from "./two-factor.ts";
import { walletsRouter } from "./wallets.ts";

export const accountRouter = trpc.router({
  sessions: trpc.router({
    /** Where the acting person is signed in, this session first. */
    list: signedInProcedure.query(({ ctx }) => listSessions(sessionContext(ctx))),

    /** Ends one of the acting person's sessions everywhere within a second. */
    revoke: signedInProcedure
      .input(z.strictObject({ sessionId: idField }))
      .mutation(({ ctx, input }) => revokeSession(sessionContext(ctx), input)),

    revokeOthers: signedInProcedure.mutation(({ ctx }) => revokeOtherSessions(sessionContext(ctx))),

    rename: signedInProcedure
      .input(renameSessionInput)
      .mutation(({ ctx, input }) => renameSession({ ...ctx.acting, db: ctx.deps.db }, input)),
  }),

  keys: keysRouter,
  pairing: pairingRouter,

  /** In which ways the acting person can show that it is them. */
  security: signedInProcedure.query(({ ctx }) => readSecurity(factorContext(ctx))),

  /** Shows a factor once more, so that what is privileged is allowed for a while. */
  stepUp: signedInProcedure
    .input(stepUpInput)
    .mutation(({ ctx, input }) => stepUp(factorContext(ctx), input)),

  changePassword: signedInProcedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(factorContext(ctx), input)),

  twoFactor: twoFactorRouter,

  passkeys: passkeysRouter,

  wallets: walletsRouter,
  /** Deletes the acting person; refused while an organization has no other owner. */
  delete: signedInProcedure.mutation(({ ctx }) =>
    deleteAccount({ ...sessionContext(ctx), operators: ctx.deps.operators }),
  ),
});

function sessionContext(ctx: ApiContext & { acting: RequestContext }): SessionContext {
  const { db, feed, log } = ctx.deps;
  return { ...ctx.acting, db, feed, log };
}
