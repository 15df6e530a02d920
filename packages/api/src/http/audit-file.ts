import {
  type AuditFilter,
  auditFilter,
  exportAudit,
  exportVaultAudit,
  permissionsOf,
} from "@homeport/auth";
import { PlatformError, type RequestContext } from "@homeport/platform";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import { membersContext } from "../context/members-context.ts";
import { chooseOrganization } from "../context/organization.ts";
import type { ApiContext, ApiRequest } from "../context/request.ts";
import { deny, type RecordDenial } from "../deny.ts";
import { callerOf, operatorOf } from "../procedures.ts";

/** The plain route of the record as a file, and who may call it: the same as `audit.list`. */
export const auditFileRoute = {
  method: "GET",
  path: "/api/v1/audit.csv",
  who: "audit.read",
} as const;

/** The same of what was done to vaults, and who may call it: the same as `vaultOperator.audit`. */
export const vaultAuditFileRoute = {
  method: "GET",
  path: "/api/v1/operator/audit.csv",
  who: "vault.operate",
} as const;

type ReadAuditFile = (
  request: ApiRequest,
  query: URLSearchParams,
) => Promise<AsyncGenerator<string, void>>;

/**
 * The record of the caller's organization as CSV, in parts. The query narrows it as `audit.list` does. Throws
 * SIGN_IN_REQUIRED, ORGANIZATION_NOT_FOUND, NOT_PERMITTED, INPUT_INVALID and RATE_LIMITED before the first part.
 */
export function createAuditFile(deps: ApiDeps): ReadAuditFile {
  return async function readAuditFile(request, query) {
    const ctx = createApiContext(deps, request);
    const { acting } = await callerOf(ctx, "query");
    const organization = chooseOrganization(await ctx.readMemberships(), request.headers);
    const { organizationId, roles } = organization;
    if (!permissionsOf(roles).has(auditFileRoute.who)) {
      await refuse(ctx, { ...acting, organizationId }, auditFileRoute);
    }
    return await exportAudit(membersContext({ ...ctx, acting, organization }), readFilter(query));
  };
}

/** What was done to vaults of all organizations, in the same form. Throws what `createAuditFile` does. */
export function createVaultAuditFile(deps: ApiDeps): ReadAuditFile {
  return async function readVaultAuditFile(request, query) {
    const ctx = createApiContext(deps, request);
    const { acting, words } = await operatorOf(ctx, "query");
    if (!words.has(vaultAuditFileRoute.who)) await refuse(ctx, acting, vaultAuditFileRoute);
    const { db, cursors } = deps.vaults;
    return await exportVaultAudit({ ...acting, db, cursors, words }, readFilter(query));
  };
}

/** To take the record away is no mere look: who is refused it leaves a row. Throws NOT_PERMITTED. */
async function refuse(
  ctx: ApiContext,
  acting: RequestContext,
  { method, path, who }: typeof auditFileRoute | typeof vaultAuditFileRoute,
): Promise<never> {
  const record: RecordDenial = async () => ({
    action: "access.denied",
    target: { kind: "route", id: path },
  });
  const asked = { type: method, path, getRawInput: async () => null };
  return await deny(ctx, acting, asked, who, { record });
}

function readFilter(query: URLSearchParams): AuditFilter {
  const filter = auditFilter.safeParse(Object.fromEntries(query));
  if (!filter.success) throw new PlatformError("INPUT_INVALID", { cause: filter.error });
  return filter.data;
}
