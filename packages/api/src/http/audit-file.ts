import { auditFilter, exportAudit, permissionsOf } from "@homeport/auth";
import { PlatformError } from "@homeport/platform";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import { membersContext } from "../context/members-context.ts";
import { chooseOrganization } from "../context/organization.ts";
import type { ApiRequest } from "../context/request.ts";
import { ApiError } from "../errors.ts";
import { callerOf } from "../procedures.ts";

/** The plain route of the record as a file, and who may call it: the same as `audit.list`. */
export const auditFileRoute = {
  method: "GET",
  path: "/api/v1/audit.csv",
  who: "audit.read",
} as const;

/**
 * The record of the caller's organization as CSV, in parts. The query narrows it as `audit.list` does. Throws
 * SIGN_IN_REQUIRED, ORGANIZATION_NOT_FOUND, NOT_PERMITTED, INPUT_INVALID and RATE_LIMITED before the first part.
 */
export function createAuditFile(deps: ApiDeps) {
  return async function readAuditFile(
    request: ApiRequest,
    query: URLSearchParams,
  ): Promise<AsyncGenerator<string, void>> {
    const ctx = createApiContext(deps, request);
    const { acting } = await callerOf(ctx, "query");
    const organization = chooseOrganization(await ctx.readMemberships(), request.headers);
    if (!permissionsOf(organization.roles).has(auditFileRoute.who)) {
      throw new ApiError("NOT_PERMITTED");
    }
    const filter = auditFilter.safeParse(Object.fromEntries(query));
    if (!filter.success) throw new PlatformError("INPUT_INVALID", { cause: filter.error });
    return await exportAudit(membersContext({ ...ctx, acting, organization }), filter.data);
  };
}
