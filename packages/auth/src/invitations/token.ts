import { newToken, type Random, sha256 } from "@homeport/platform";

/** What an invitation's link ends with: 256 random bits. */
export function makeInvitationToken(random: Random): string {
  return newToken(random);
}

/** The hash under which a link is kept; null for what cannot be one. */
export function hashInvitationToken(token: string): Buffer | null {
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? sha256(`homeport/invitation/v1\0${token}`) : null;
}
