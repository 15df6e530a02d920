import {
  acceptInvitation,
  acceptInvitationInput,
  cancelInvitation,
  cancelInvitationInput,
  createResetLink,
  createResetLinkInput,
  inviteMember,
  inviteMemberInput,
  leaveOrganization,
  listInvitations,
  listMembers,
  removeMember,
  removeMemberInput,
  updateMemberRole,
  updateMemberRoleInput,
} from "@homeport/auth";
import { z } from "zod";
import { disownOf, membersContext } from "../context/members-context.ts";
import { ApiError } from "../errors.ts";
import { inOrganization, signedInProcedure } from "../procedures.ts";
import { takeAddressRate } from "../rate.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

export const membersRouter = trpc.router({
  /** In the order in which they joined. */
  list: inOrganization("member.read")
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) => listMembers(membersContext(ctx), input)),

  /** Those that nobody has answered yet. */
  invitations: inOrganization("member.read")
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) => listInvitations(membersContext(ctx), input)),

  /** Answers the link once; only its hash is kept. `mail` says whether it was sent, too. */
  invite: inOrganization("member.write")
    .input(inviteMemberInput)
    .mutation(async ({ ctx, input }) => {
      await takeAddressRate(ctx, "invitation");
      return await inviteMember(membersContext(ctx), input);
    }),

  cancelInvitation: inOrganization("member.write")
    .input(cancelInvitationInput)
    .mutation(({ ctx, input }) => cancelInvitation(membersContext(ctx), input)),

  /** The acting person joins by a link that was made for their address. */
  acceptInvitation: signedInProcedure.input(acceptInvitationInput).mutation(({ ctx, input }) => {
    const { db, feed } = ctx.deps;
    return acceptInvitation({ ...ctx.acting, db, feed }, input);
  }),

  /** Only owners make owners, or change what one may do. */
  updateRole: inOrganization("member.write")
    .input(updateMemberRoleInput)
    .mutation(({ ctx, input }) => updateMemberRole(membersContext(ctx), input)),

  remove: inOrganization("member.write")
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(membersContext(ctx), input, disownOf(ctx))),

  /** The acting person leaves the organization that is named. */
  leave: signedInProcedure
    .input(z.strictObject({ organizationId: idField }))
    .mutation(async ({ ctx, input }) => {
      const memberships = await ctx.readMemberships();
      const organization = memberships.find((one) => one.organizationId === input.organizationId);
      if (organization === undefined) throw new ApiError("ORGANIZATION_NOT_FOUND");
      await leaveOrganization(membersContext({ ...ctx, organization }), disownOf(ctx));
    }),

  /** A link by which a member chooses a new password; answered once, good for an hour. */
  createResetLink: inOrganization("member.write")
    .input(createResetLinkInput)
    .mutation(({ ctx, input }) => createResetLink(membersContext(ctx), input)),
});
