import { createAuthEndpoint } from "better-auth/api";
import { expireCookie } from "better-auth/cookies";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { readOneTime, takeOneTime } from "../one-time/store.ts";
import { checkTotp, codeField } from "../second-factor/check-totp.ts";
import { useBackupCode } from "../second-factor/use-backup-code.ts";
import type { FactoryParts } from "./options.ts";
import { type EndpointContext, finishSignIn, strangerOf } from "./start-session.ts";
import { trustBrowser } from "./trusted-browser.ts";

const body = z.object({ code: codeField, trustDevice: z.boolean().optional() });
type Shown = z.output<typeof body>;

/** A sign-in whose first factor was right, in the browser that showed it. */
interface Pending {
  readonly identifier: string;
  readonly userId: string;
}

/**
 * The end of a sign-in of somebody who has a second factor. Under the keys of better-auth's own endpoints, which count
 * neither tries over all replicas nor used steps.
 */
export function secondFactorEndpoints(parts: FactoryParts) {
  const { options, scopes, factors } = parts;
  const { db } = options;

  async function answer(
    ctx: EndpointContext,
    { code, trustDevice }: Shown,
    method: "totp" | "backup-code",
  ) {
    const pending = await readPending(ctx, parts);
    const stranger = strangerOf(scopes);
    const { userId } = pending;
    const account = { kind: "user", userId } as const;
    const right = await factors.tries.run(
      stranger,
      { method, account, wrong: "CODE_WRONG" },
      async () => {
        const value =
          method === "totp"
            ? await checkTotp({ db, keys: factors.keys }, userId, code)
            : await useBackupCode({ ...factors, db }, stranger, userId, code);
        return { right: value, value };
      },
    );
    if (!right) throw new AuthError("CODE_WRONG");
    if ((await takeOneTime(db.orm, pending.identifier)) !== userId) {
      throw new AuthError("SECOND_FACTOR_EXPIRED");
    }
    const user = await finishSignIn(parts, ctx, userId, method);
    expireCookie(ctx, ctx.context.createAuthCookie("two_factor"));
    if (trustDevice === true) await trustBrowser({ db, random: factors.random }, ctx, userId);
    return { user };
  }

  return {
    verifyTOTP: createAuthEndpoint(
      "/two-factor/verify-totp",
      { method: "POST", body },
      async (ctx) => ctx.json(await answer(ctx, ctx.body, "totp")),
    ),
    verifyBackupCode: createAuthEndpoint(
      "/two-factor/verify-backup-code",
      { method: "POST", body },
      async (ctx) => ctx.json(await answer(ctx, ctx.body, "backup-code")),
    ),
  };
}

async function readPending(ctx: EndpointContext, parts: FactoryParts): Promise<Pending> {
  const { createAuthCookie, secret } = ctx.context;
  const identifier = await ctx.getSignedCookie(createAuthCookie("two_factor").name, secret);
  if (typeof identifier !== "string" || !identifier.startsWith("2fa-")) {
    throw new AuthError("SECOND_FACTOR_EXPIRED");
  }
  const userId = await readOneTime(parts.options.db.orm, identifier);
  if (userId === null) throw new AuthError("SECOND_FACTOR_EXPIRED");
  return { identifier, userId };
}
