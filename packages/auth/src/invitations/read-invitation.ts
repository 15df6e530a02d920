import type { Db } from "@homeport/db";
import { findInvitation } from "./store.ts";
import { hashInvitationToken } from "./token.ts";

/** What whoever holds a link is told. */
export interface InvitationView {
  readonly organization: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
  /** Whether somebody signs in with this address already. */
  readonly hasAccount: boolean;
}

/** The invitation of a link; null when there is none, or it was answered, taken back, or has run out. */
export async function readInvitation(
  deps: { readonly db: Db },
  input: { readonly token: string },
): Promise<InvitationView | null> {
  const tokenHash = hashInvitationToken(input.token);
  const found = tokenHash === null ? null : await findInvitation(deps.db.orm, tokenHash);
  if (found === null) return null;
  const { organizationId: _id, role, ...view } = found;
  return { ...view, role: role ?? "member" };
}
