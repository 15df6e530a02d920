import {
  addPasskey,
  addPasskeyInput,
  askPasskey,
  beginPasskey,
  removePasskey,
  removePasskeyInput,
  renamePasskey,
  renamePasskeyInput,
} from "@homeport/auth";
import { factorContext } from "../context/factor-context.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const passkeysRouter = trpc.router({
  /** What the browser makes a passkey from; `add` keeps it. */
  begin: signedInProcedure.mutation(({ ctx }) => beginPasskey(factorContext(ctx))),

  add: signedInProcedure
    .input(addPasskeyInput)
    .mutation(({ ctx, input }) => addPasskey(factorContext(ctx), input)),

  rename: signedInProcedure
    .input(renamePasskeyInput)
    .mutation(({ ctx, input }) => renamePasskey(factorContext(ctx), input)),

  remove: signedInProcedure
    .input(removePasskeyInput)
    .mutation(({ ctx, input }) => removePasskey(factorContext(ctx), input)),

  /** What the browser asks for one of the acting person's passkeys with; `account.stepUp` takes its answer. */
  challenge: signedInProcedure.mutation(({ ctx }) => askPasskey(factorContext(ctx))),
});
