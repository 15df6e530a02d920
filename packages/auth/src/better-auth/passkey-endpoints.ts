import { createAuthEndpoint } from "better-auth/api";
import { z } from "zod";
import { AuthError, isAuthError } from "../errors.ts";
import { anyone, askAnyPasskey } from "../passkey/ask-passkey.ts";
import { assertionSchema } from "../passkey/responses.ts";
import { verifyPasskey } from "../passkey/verify-passkey.ts";
import type { FactoryParts } from "./options.ts";
import { type EndpointContext, finishSignIn, strangerOf } from "./start-session.ts";

const body = z.object({ response: assertionSchema });

/**
 * Sign-in by passkey, under the keys of the plugin's own endpoints: those ask for user verification only as preferred,
 * accept an answer without it, and write the counter that they have read before.
 */
export function passkeyEndpoints(parts: FactoryParts) {
  const { options, scopes, factors } = parts;
  const deps = { db: options.db, webUrl: options.webUrl };

  async function answer(ctx: EndpointContext, { response }: z.output<typeof body>) {
    const stranger = strangerOf(scopes);
    const account = { kind: "passkey", credentialId: response.id } as const;
    const shown = await factors.tries.run(
      stranger,
      { method: "passkey", account, wrong: "PASSKEY_REFUSED" },
      async () => {
        const value = await verifyPasskey(deps, stranger, {
          purpose: "sign-in",
          challengedFor: anyone,
          response,
        }).catch((error: unknown) => {
          if (isAuthError(error)) return error;
          throw error;
        });
        return { right: !isAuthError(value), value };
      },
    );
    if (isAuthError(shown)) throw shown;
    return { user: await finishSignIn(parts, ctx, shown.userId, "passkey") };
  }

  return {
    generatePasskeyAuthenticationOptions: createAuthEndpoint(
      "/passkey/generate-authenticate-options",
      { method: "GET" },
      async (ctx) => ctx.json(await askAnyPasskey(deps)),
    ),
    verifyPasskeyAuthentication: createAuthEndpoint(
      "/passkey/verify-authentication",
      { method: "POST", body: z.looseObject({}) },
      async (ctx) => {
        const shown = body.safeParse(ctx.body);
        if (!shown.success) throw new AuthError("PASSKEY_REFUSED", { cause: shown.error });
        return ctx.json(await answer(ctx, shown.data));
      },
    ),
  };
}
