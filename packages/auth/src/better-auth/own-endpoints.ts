import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, createAuthMiddleware } from "better-auth/api";
import { deleteSessionCookie, setSessionCookie } from "better-auth/cookies";
import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { signOut } from "../session/sign-out.ts";
import { signUp, signUpInput } from "../sign-up/sign-up.ts";
import type { FactoryParts } from "./options.ts";
import { passkeyEndpoints } from "./passkey-endpoints.ts";
import { secondFactorEndpoints } from "./second-factor-endpoints.ts";
import { signCookieValue } from "./signed-token.ts";
import { strangerOf } from "./start-session.ts";
import { walletEndpoints } from "./wallet-endpoints.ts";

/**
 * Routes that better-auth has in a form that will not do: its sign-up writes in several steps, its sign-out reports
 * success when the store could not be reached, and its device token is the raw one. The keys are those of its own
 * endpoints, which these replace.
 */
export function ownEndpoints(parts: FactoryParts): BetterAuthPlugin {
  const { options, scopes, hashes } = parts;

  const signUpEmail = createAuthEndpoint(
    "/sign-up/email",
    { method: "POST", body: z.looseObject({}) },
    async (ctx) => {
      const input = signUpInput.safeParse(ctx.body);
      if (!input.success) throw new AuthError("SIGN_UP_INVALID", { cause: input.error });
      const deps = {
        ...options,
        hashPassword: (password: string) => hashes.run(() => hashPassword(password)),
      };
      const { userId } = await signUp(deps, strangerOf(scopes), input.data);
      const user = await ctx.context.internalAdapter.findUserById(userId);
      const session = await ctx.context.internalAdapter.createSession(userId);
      if (user === null) throw new Error("The person who has just signed up is not there");
      await setSessionCookie(ctx, { session, user });
      return ctx.json({ user: { id: user.id, name: user.name, email: user.email } });
    },
  );

  const signOutEndpoint = createAuthEndpoint(
    "/sign-out",
    { method: "POST", requireHeaders: true },
    async (ctx) => {
      const { name } = ctx.context.authCookies.sessionToken;
      const token = await ctx.getSignedCookie(name, ctx.context.secret);
      if (typeof token === "string") await signOut(options, strangerOf(scopes), token);
      deleteSessionCookie(ctx);
      return ctx.json({ success: true });
    },
  );

  return {
    id: "homeport",
    endpoints: {
      signUpEmail,
      signOut: signOutEndpoint,
      ...secondFactorEndpoints(parts),
      ...passkeyEndpoints(parts),
      ...walletEndpoints(parts),
    },
    hooks: {
      after: [
        {
          matcher: (context: { path?: string }) => context.path === "/device/token",
          handler: createAuthMiddleware(async (ctx) => {
            const answer = deviceTokenSchema.safeParse(ctx.context.returned);
            if (!answer.success || ctx.context.returned instanceof APIError) return;
            const signed = signCookieValue(answer.data.access_token, ctx.context.secret);
            return ctx.json({ ...answer.data, access_token: signed });
          }),
        },
      ],
    },
  };
}

const deviceTokenSchema = z.looseObject({ access_token: z.string() });
