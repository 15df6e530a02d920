import type { Inputs, Outputs } from "../data/router-types.ts";

export type MemberRow = Outputs["members"]["list"]["items"][number];
export type InvitationRow = Outputs["members"]["invitations"]["items"][number];
export type Invited = Outputs["members"]["invite"];
export type Role = Inputs["members"]["updateRole"]["role"];
