import type { RequestContext } from "@homeport/platform";
import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { takeOneTime } from "../one-time/store.ts";
import { challengeIdentifier, relyingParty } from "./relying-party.ts";
import type { Assertion } from "./responses.ts";
import { findPasskey, raiseCounter } from "./store.ts";

export interface ShownPasskey {
  readonly purpose: "sign-in" | "step-up";
  /** For whom the challenge was made. */
  readonly challengedFor: string;
  readonly response: Assertion;
}

/**
 * Whose passkey this is. Throws PASSKEY_REFUSED, also when the counter of its authenticator fell, which is audited, and
 * PASSKEY_UNVERIFIED when the authenticator did not check who holds it.
 */
export async function verifyPasskey(
  deps: Pick<AuthContext, "db"> & { readonly webUrl: URL },
  ctx: RequestContext,
  { purpose, challengedFor, response }: ShownPasskey,
): Promise<{ readonly userId: string }> {
  const { orm } = deps.db;
  const passkey = await findPasskey(orm, response.id);
  if (passkey === null) throw new AuthError("PASSKEY_REFUSED");
  const { rpID, expectedOrigin } = relyingParty(deps.webUrl);
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedRPID: rpID,
    expectedOrigin,
    expectedChallenge: async (challenge) =>
      (await takeOneTime(orm, challengeIdentifier(purpose, challenge))) === challengedFor,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64")),
      // The library would compare before it checks the signature; ours is compared and raised in one statement after.
      counter: 0,
    },
    // Looked at below, so that a person is told what was missing.
    requireUserVerification: false,
  }).catch((cause: unknown) => {
    throw new AuthError("PASSKEY_REFUSED", { cause });
  });
  if (!verified) throw new AuthError("PASSKEY_REFUSED");
  if (!authenticationInfo.userVerified) throw new AuthError("PASSKEY_UNVERIFIED");
  if (!(await raiseCounter(orm, passkey.passkeyId, authenticationInfo.newCounter))) {
    await deps.db.audit(ctx, {
      action: "passkey.counter-fell",
      target: { kind: "passkey", id: passkey.passkeyId },
      outcome: "denied",
      errorCode: "PASSKEY_REFUSED",
    });
    throw new AuthError("PASSKEY_REFUSED");
  }
  return { userId: passkey.userId };
}
