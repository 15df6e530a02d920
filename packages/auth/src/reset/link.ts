import type { Tx } from "@homeport/db";
import { newToken, type Random, sha256 } from "@homeport/platform";
import { putReset } from "./store.ts";

/** How long a link for a new password is good. */
export const resetLifeMs = 60 * 60_000;

export interface ResetLink {
  /** Shown or mailed once: only the hash of its token is kept. */
  readonly link: string;
  readonly expiresAt: Date;
}

export interface ResetLinkDeps {
  readonly random: Random;
  readonly webUrl: URL;
}

/** Makes the link by which a person chooses a new password; one made earlier for them is then no good. */
export async function makeResetLink(
  deps: ResetLinkDeps,
  tx: Tx,
  userId: string,
): Promise<ResetLink> {
  const token = newToken(deps.random);
  const tokenHash = hashResetToken(token);
  if (tokenHash === null) throw new Error("A link just made cannot be read");
  const { expiresAt } = await putReset(tx, { userId, tokenHash, lifeMs: resetLifeMs });
  // Behind `#`, where no server and no log sees it.
  return { link: new URL(`/reset-password#${token}`, deps.webUrl).href, expiresAt };
}

/** The hash under which a link is kept; null for what cannot be one. */
export function hashResetToken(token: string): Buffer | null {
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? sha256(`homeport/password-reset/v1\0${token}`) : null;
}
