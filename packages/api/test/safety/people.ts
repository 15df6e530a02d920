import { door } from "./door.ts";

/** Who belongs here, who somebody is, and what was done. */
export const peopleDoors = {
  "audit.list": door("query audit.read", () => ({})),
  "members.acceptInvitation": door("mutation signed-in", () => ({ token: "A".repeat(43) })),
  "members.cancelInvitation": door("mutation member.write", ({ codeId }) => ({
    invitationId: codeId,
  })),
  "members.createResetLink": door("mutation member.write", ({ memberId }) => ({
    userId: memberId,
  })),
  "members.invitations": door("query member.read", () => ({})),
  "members.invite": door("mutation member.write", () => ({
    email: "new@example.org",
    role: "member",
  })),
  "members.leave": door("mutation signed-in", ({ organization }) => ({
    organizationId: organization,
  })),
  "members.list": door("query member.read", () => ({})),
  "members.remove": door("mutation member.write", ({ memberId }) => ({ userId: memberId })),
  "members.updateRole": door("mutation member.write", ({ memberId }) => ({
    userId: memberId,
    role: "admin",
  })),
  "overview.get": door("query host.read"),
  "session.me": door("query anyone"),
  "session.operatorWords": door("query signed-in"),
  "session.organizations": door("query signed-in"),
};
