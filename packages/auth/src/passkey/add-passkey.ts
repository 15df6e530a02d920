import { newId } from "@homeport/platform";
import { verifyRegistrationResponse } from "@simplewebauthn/server";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { takeOneTime } from "../one-time/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { challengeIdentifier, relyingParty } from "./relying-party.ts";
import { attestationSchema } from "./responses.ts";
import { insertPasskey } from "./store.ts";

export const passkeyNameField = z.string().trim().min(1).max(60);

export const addPasskeyInput = z.strictObject({
  name: passkeyNameField,
  response: attestationSchema,
});

/**
 * Keeps the passkey that a browser has made from the options of `beginPasskey`. Throws PASSKEY_REFUSED,
 * PASSKEY_UNVERIFIED when its authenticator did not check who holds it, and PASSKEY_TAKEN.
 */
export async function addPasskey(
  ctx: FactorContext,
  input: z.output<typeof addPasskeyInput>,
): Promise<{ readonly passkeyId: string }> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const { aaguid, credential, credentialDeviceType, credentialBackedUp } = await readRegistration(
    ctx,
    userId,
    input.response,
  );
  const passkeyId = newId();
  const act = { action: "passkey.add", target: { kind: "passkey", id: passkeyId } };
  await ctx.db.write(ctx, { ...act, detail: { name: input.name } }, async (tx) => {
    const kept = await insertPasskey(tx, {
      passkeyId,
      userId,
      name: input.name,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64"),
      counter: credential.counter,
      deviceType: credentialDeviceType,
      backedUp: credentialBackedUp,
      aaguid,
    });
    if (!kept) throw new AuthError("PASSKEY_TAKEN");
  });
  return { passkeyId };
}

async function readRegistration(
  ctx: FactorContext,
  userId: string,
  response: z.output<typeof attestationSchema>,
) {
  const { rpID, expectedOrigin } = relyingParty(ctx.factors.webUrl);
  const verified = await verifyRegistrationResponse({
    response,
    expectedRPID: rpID,
    expectedOrigin,
    expectedChallenge: async (challenge) =>
      (await takeOneTime(ctx.db.orm, challengeIdentifier("add", challenge))) === userId,
    // Looked at below, so that a person is told what was missing.
    requireUserVerification: false,
  }).catch((cause: unknown) => {
    throw new AuthError("PASSKEY_REFUSED", { cause });
  });
  if (!verified.verified) throw new AuthError("PASSKEY_REFUSED");
  const { registrationInfo } = verified;
  if (!registrationInfo.userVerified) throw new AuthError("PASSKEY_UNVERIFIED");
  return registrationInfo;
}
