import { sha256 } from "@homeport/platform";

/** How long a browser may take to answer. */
export const challengeLifeMs = 5 * 60_000;

/** Whom passkeys are made for: the host of the console's address. */
export function relyingParty(webUrl: URL): { rpID: string; expectedOrigin: string } {
  return { rpID: webUrl.hostname, expectedOrigin: webUrl.origin };
}

export type CeremonyPurpose = "add" | "sign-in" | "step-up";

/** Under which a challenge is kept; what is good for one purpose is unknown to the others. */
export function challengeIdentifier(purpose: CeremonyPurpose, challenge: string): string {
  return `passkey-${purpose} ${sha256(challenge).toString("hex")}`;
}
