import { newId, type Random } from "@homeport/platform";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { invitationMessage } from "../mail/messages.ts";
import { authorizeChange, authorizeRole } from "../members/authorize.ts";
import type { MembersContext } from "../members/context.ts";
import { hasMember } from "../members/store.ts";
import { memberRole } from "../members/update-role.ts";
import { actingUser } from "../session/acting-user.ts";
import { lockInvited, putInvitation } from "./store.ts";
import { hashInvitationToken, makeInvitationToken } from "./token.ts";

export const invitationLifeMs = 7 * 24 * 60 * 60_000;

export const inviteMemberInput = z.strictObject({
  email: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase()),
  role: memberRole,
});

export interface InviteContext extends MembersContext {
  readonly random: Random;
  /** The organization's name, for the mail. */
  readonly organization: string;
}

export interface Invited {
  readonly invitationId: string;
  /** Shown once: only its hash is kept. */
  readonly link: string;
  readonly expiresAt: Date;
  /** `off` where this installation sends no mail. */
  readonly mail: "sent" | "failed" | "off";
}

/**
 * Invites one e-mail address, for seven days. The link takes the place of an earlier one for the same address, and is
 * mailed where mail is set up. Throws NOT_PERMITTED, and ALREADY_MEMBER.
 */
export async function inviteMember(
  ctx: InviteContext,
  input: z.output<typeof inviteMemberInput>,
): Promise<Invited> {
  authorizeChange(ctx);
  authorizeRole(ctx, input.role);
  const { organizationId } = ctx;
  const { email, role } = input;
  const token = makeInvitationToken(ctx.random);
  const tokenHash = hashInvitationToken(token);
  if (tokenHash === null) throw new Error("A link just made cannot be read");
  const id = newId();
  const inviterId = actingUser(ctx).userId;
  const act = {
    action: "member.invite",
    target: { kind: "invitation", id },
    organizationId,
    detail: { email, role },
  };
  const row = { id, organizationId, email, role, inviterId, tokenHash, lifeMs: invitationLifeMs };
  const { expiresAt } = await ctx.db.write(ctx, act, async (tx) => {
    await lockInvited(tx, organizationId, email);
    if (await hasMember(tx, organizationId, email)) throw new AuthError("ALREADY_MEMBER");
    return await putInvitation(tx, row);
  });
  const link = new URL(`/join/${token}`, ctx.webUrl).href;
  return { invitationId: id, link, expiresAt, mail: await mailLink(ctx, email, link) };
}

/** The invitation stands whatever becomes of its mail: the link is shown to be copied, too. */
async function mailLink(ctx: InviteContext, to: string, link: string): Promise<Invited["mail"]> {
  if (ctx.mailer === null) return "off";
  const inviter = actingUser(ctx).name;
  try {
    await ctx.mailer.send(invitationMessage({ to, inviter, organization: ctx.organization, link }));
    return "sent";
  } catch {
    // The mailer itself has told operators.
    return "failed";
  }
}
