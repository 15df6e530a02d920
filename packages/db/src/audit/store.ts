import { actorId, newId, type RequestContext } from "@homeport/platform";
import type { Reader } from "../pool/orm.ts";
import { auditEntries } from "../schema/audit.ts";

/** One act: what was done to what. */
export interface AuditAct {
  /** Such as `host.enroll`. */
  action: string;
  target: { kind: string; id: string };
  /** The organization concerned; the request's own unless told. */
  organizationId?: string;
  /** Facts for the record: no token, cookie, key or secret. */
  detail?: Readonly<Record<string, unknown>>;
}

export type AuditOutcome =
  | { outcome: "success" }
  | { outcome: "denied" | "failed"; errorCode?: string };

export async function insertAuditEntry(
  reader: Reader,
  ctx: RequestContext,
  act: AuditAct & AuditOutcome,
  replicaId: string | null,
): Promise<void> {
  await reader.insert(auditEntries).values({
    id: newId(),
    organizationId: act.organizationId ?? ctx.organizationId ?? null,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action: act.action,
    targetKind: act.target.kind,
    targetId: act.target.id,
    outcome: act.outcome,
    errorCode: act.outcome === "success" ? null : (act.errorCode ?? null),
    detail: { ...act.detail, ...byKey(ctx) },
    address: ctx.address,
    requestId: ctx.requestId,
    replicaId,
  });
}

/** A program acts as a person; the record says by which key. */
function byKey({ actor }: RequestContext): { byKeyId?: string } {
  return actor.kind === "user" && actor.keyId !== undefined ? { byKeyId: actor.keyId } : {};
}
