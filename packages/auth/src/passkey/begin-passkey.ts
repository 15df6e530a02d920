import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from "@simplewebauthn/server";
import type { FactorContext } from "../factors.ts";
import { putOneTime } from "../one-time/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { challengeIdentifier, challengeLifeMs, relyingParty } from "./relying-party.ts";
import { selectCredentialIds } from "./store.ts";

/**
 * What a browser is told to make a passkey from: one that its authenticator keeps, so that no name has to be typed, and
 * that opens only to who unlocks it.
 */
export async function beginPasskey(
  ctx: FactorContext,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await requireRecent(ctx);
  const { userId, name, email } = actingUser(ctx);
  const known = await selectCredentialIds(ctx.db.orm, userId);
  const options = await generateRegistrationOptions({
    rpName: "Homeport",
    rpID: relyingParty(ctx.factors.webUrl).rpID,
    userID: new TextEncoder().encode(userId),
    userName: email,
    userDisplayName: name,
    timeout: challengeLifeMs,
    attestationType: "none",
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await putOneTime(ctx.db.orm, {
    identifier: challengeIdentifier("add", options.challenge),
    value: userId,
    lifeMs: challengeLifeMs,
  });
  return options;
}
