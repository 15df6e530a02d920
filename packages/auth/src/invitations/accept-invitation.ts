import type { AfterCommit, Tx } from "@homeport/db";
import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { insertMember } from "../members/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { findInvitation, takeInvitation } from "./store.ts";
import { hashInvitationToken } from "./token.ts";

export const acceptInvitationInput = z.strictObject({ token: z.string().min(1).max(64) });

/**
 * Makes the acting person a member, by a link that was made for their e-mail address. Throws INVITATION_NOT_FOUND for
 * one that was answered, taken back, or has run out, and INVITATION_NOT_YOURS.
 */
export async function acceptInvitation(
  ctx: AuthContext,
  input: z.infer<typeof acceptInvitationInput>,
): Promise<{ readonly organizationId: string }> {
  const { userId, email } = actingUser(ctx);
  const invitation = await openInvitation(ctx, input.token, email);
  const { organizationId } = invitation;
  const act = { action: "member.join", target: { kind: "user", id: userId }, organizationId };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const role = await joinByInvitation(ctx, { tx, after }, { ...invitation, userId, email });
    after.note({ role });
  });
  return { organizationId };
}

export interface OpenInvitation {
  readonly tokenHash: Uint8Array;
  readonly organizationId: string;
}

/** The invitation of a link, for whom it was made; else the refusal that says why not. */
export async function openInvitation(
  ctx: Pick<AuthContext, "db">,
  token: string,
  email: string,
): Promise<OpenInvitation> {
  const tokenHash = hashInvitationToken(token);
  const found = tokenHash === null ? null : await findInvitation(ctx.db.orm, tokenHash);
  if (tokenHash === null || found === null) throw new AuthError("INVITATION_NOT_FOUND");
  if (found.email.toLowerCase() !== email.toLowerCase()) {
    throw new AuthError("INVITATION_NOT_YOURS");
  }
  return { tokenHash, organizationId: found.organizationId };
}

/** Uses the invitation up and writes the membership; answers its role. Throws INVITATION_NOT_FOUND. */
export async function joinByInvitation(
  ctx: Pick<AuthContext, "feed">,
  { tx, after }: { tx: Tx; after: AfterCommit },
  joining: OpenInvitation & { userId: string; email: string },
): Promise<string> {
  const { tokenHash, userId, email } = joining;
  const taken = await takeInvitation(tx, tokenHash, email);
  if (taken === null) throw new AuthError("INVITATION_NOT_FOUND");
  await insertMember(tx, { ...taken, userId });
  after.commit(() => ctx.feed.announce("member", userId));
  return taken.role;
}
