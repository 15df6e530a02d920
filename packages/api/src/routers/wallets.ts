import {
  linkWallet,
  readSecurity,
  signedMessage,
  unlinkWallet,
  unlinkWalletInput,
} from "@homeport/auth";
import { factorContext } from "../context/factor-context.ts";
import { signedInProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const walletsRouter = trpc.router({
  list: signedInProcedure.query(async ({ ctx }) => {
    const { wallets } = await readSecurity(factorContext(ctx));
    return wallets;
  }),

  /** With a message of ERC-4361 for this console, over a nonce of the sign-in handler, and the wallet's signature. */
  link: signedInProcedure
    .input(signedMessage)
    .mutation(({ ctx, input }) => linkWallet(factorContext(ctx), input)),

  unlink: signedInProcedure
    .input(unlinkWalletInput)
    .mutation(({ ctx, input }) => unlinkWallet(factorContext(ctx), input)),
});
