import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { AuthContext } from "../context.ts";
import type { FactorContext } from "../factors.ts";
import { putOneTime } from "../one-time/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { challengeIdentifier, challengeLifeMs, relyingParty } from "./relying-party.ts";
import { selectCredentialIds } from "./store.ts";

/** Of challenges for whoever signs in: nobody is known yet. */
export const anyone = "anyone";

/** What a browser is told to ask for one of the acting person's passkeys with. */
export async function askPasskey(
  ctx: FactorContext,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { userId } = actingUser(ctx);
  const known = await selectCredentialIds(ctx.db.orm, userId);
  const options = await requestOptions(ctx.factors.webUrl, known);
  await keep(ctx, "step-up", options.challenge, userId);
  return options;
}

/** The same at sign-in: the authenticator finds the passkey, and the passkey says whose it is. */
export async function askAnyPasskey(
  deps: Pick<AuthContext, "db"> & { readonly webUrl: URL },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await requestOptions(deps.webUrl, []);
  await keep(deps, "sign-in", options.challenge, anyone);
  return options;
}

async function requestOptions(webUrl: URL, known: readonly string[]) {
  return await generateAuthenticationOptions({
    rpID: relyingParty(webUrl).rpID,
    userVerification: "required",
    timeout: challengeLifeMs,
    allowCredentials: known.map((id) => ({ id })),
  });
}

async function keep(
  deps: Pick<AuthContext, "db">,
  purpose: "step-up" | "sign-in",
  challenge: string,
  value: string,
): Promise<void> {
  const identifier = challengeIdentifier(purpose, challenge);
  await putOneTime(deps.db.orm, { identifier, value, lifeMs: challengeLifeMs });
}
