import { createHmac } from "node:crypto";
import type { Db } from "@homeport/db";
import { newToken, type Random } from "@homeport/platform";
import { putOneTime } from "../one-time/store.ts";
import { trustedBrowserS } from "./second-factor-plugin.ts";
import type { EndpointContext } from "./start-session.ts";

/**
 * Lets this browser sign the person in without the second factor for 30 days, renewed by each sign-in. Cookie and row
 * are as the plugin reads them, which also renews them.
 */
export async function trustBrowser(
  deps: { readonly db: Db; readonly random: Random },
  ctx: EndpointContext,
  userId: string,
): Promise<void> {
  const { secret, createAuthCookie } = ctx.context;
  const identifier = `trust-device-${newToken(deps.random)}`;
  const token = createHmac("sha256", secret).update(`${userId}!${identifier}`).digest("base64url");
  await putOneTime(deps.db.orm, { identifier, value: userId, lifeMs: trustedBrowserS * 1000 });
  const cookie = createAuthCookie("trust_device", { maxAge: trustedBrowserS });
  await ctx.setSignedCookie(cookie.name, `${token}!${identifier}`, secret, cookie.attributes);
}
