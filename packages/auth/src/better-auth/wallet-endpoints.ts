import { createAuthEndpoint } from "better-auth/api";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { claimedAddress } from "../wallet/check-message.ts";
import { makeNonce } from "../wallet/make-nonce.ts";
import { findOrMakeWalletUser } from "../wallet/sign-up-wallet.ts";
import { signedMessage, verifyWallet } from "../wallet/verify-wallet.ts";
import type { FactoryParts } from "./options.ts";
import { startSession, strangerOf } from "./start-session.ts";

/**
 * Sign-in by wallet (ERC-4361), under the keys of the plugin's own endpoints, which check neither URI, chain nor age,
 * and make an account for whoever comes. Where the person has a second factor, the plugin for it takes the session back
 * that is made here.
 */
export function walletEndpoints(parts: FactoryParts) {
  const { options, scopes, factors } = parts;
  const deps = { ...factors, db: options.db };

  return {
    getSiweNonce: createAuthEndpoint(
      "/siwe/nonce",
      { method: "POST", body: z.looseObject({}).optional() },
      async (ctx) => ctx.json(await makeNonce(deps)),
    ),
    verifySiweMessage: createAuthEndpoint(
      "/siwe/verify",
      { method: "POST", body: z.looseObject({}) },
      async (ctx) => {
        const shown = signedMessage.safeParse(ctx.body);
        const address = shown.success ? claimedAddress(shown.data.message) : null;
        if (!shown.success || address === null) throw new AuthError("WALLET_REFUSED");
        const stranger = strangerOf(scopes);
        const account = { kind: "wallet", address } as const;
        const wallet = await factors.tries.run(
          stranger,
          { method: "wallet", account, wrong: "WALLET_REFUSED" },
          async () => {
            const value = await verifyWallet(deps, shown.data);
            return { right: value !== null, value };
          },
        );
        if (wallet === null) throw new AuthError("WALLET_REFUSED");
        const userId = await findOrMakeWalletUser(options, stranger, wallet);
        return ctx.json({ user: await startSession(ctx, userId) });
      },
    ),
  };
}
