import {
  beginTwoFactor,
  disableTwoFactor,
  enableTwoFactor,
  enableTwoFactorInput,
  renewBackupCodes,
} from "@homeport/auth";
import { factorContext } from "../context/factor-context.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const twoFactorRouter = trpc.router({
  /** A new secret for an authenticator app; it counts for nothing until `enable` is told a code of it. */
  begin: signedInProcedure.mutation(({ ctx }) => beginTwoFactor(factorContext(ctx))),

  /** Turns the second factor on and answers the backup codes, this once. */
  enable: signedInProcedure
    .input(enableTwoFactorInput)
    .mutation(({ ctx, input }) => enableTwoFactor(factorContext(ctx), input)),

  disable: signedInProcedure.mutation(({ ctx }) => disableTwoFactor(factorContext(ctx))),

  renewBackupCodes: signedInProcedure.mutation(({ ctx }) => renewBackupCodes(factorContext(ctx))),
});
