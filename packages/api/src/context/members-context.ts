import type { MembersContext, Membership, OnMemberGone, OperatorRule } from "@homeport/auth";
import { disownApps } from "@homeport/hosts";
import type { Random, RequestContext } from "@homeport/platform";
import type { ApiContext } from "./request.ts";

/** What the verbs of an organization's people are handed, for the acting person in this organization. */
export function membersContext(
  ctx: ApiContext & { acting: RequestContext; organization: Membership },
): MembersContext & { organization: string; random: Random; operators: OperatorRule } {
  const { auth, db, feed, hosts, operators, webUrl } = ctx.deps;
  const { organizationId, name, roles } = ctx.organization;
  const { cursors, random } = hosts;
  const { mailer } = auth;
  const acting = { ...ctx.acting, organizationId, organization: name, roles };
  return { ...acting, db, feed, cursors, random, mailer, operators, webUrl };
}

/** Whoever leaves an organization owns none of its apps any more, in the same transaction. */
export function disownOf(ctx: Pick<ApiContext, "deps">): OnMemberGone {
  return (work, gone) => disownApps(ctx.deps.hosts, work, gone);
}
