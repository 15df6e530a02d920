import { actorId, newId, type RequestContext } from "@homeport/platform";
import { and, asc, gt, lt, sql } from "drizzle-orm";
import type { Reader, Tx } from "../pool/orm.ts";
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

export type AuditRow = typeof auditEntries.$inferSelect;

/** Whether every row before that instant is old enough to go, by the store's clock. */
export async function isPastKeeping(reader: Reader, before: Date): Promise<boolean> {
  const [row] = await reader.execute<{ past: boolean }>(
    sql`select ${before.toISOString()}::timestamptz <= clock_timestamp() - interval '400 days' as past`,
  );
  return row?.past === true;
}

/** The next rows before that instant, by id. */
export async function selectAuditRowsBefore(
  reader: Reader,
  input: { before: Date; afterId: string; limit: number },
): Promise<AuditRow[]> {
  return await reader
    .select()
    .from(auditEntries)
    .where(and(lt(auditEntries.at, input.before), gt(auditEntries.id, input.afterId)))
    .orderBy(asc(auditEntries.id))
    .limit(input.limit);
}

/** Deletes what the same transaction has written out; the trigger looks for this word of it. Answers how many rows. */
export async function deleteAuditRowsBefore(tx: Tx, before: Date): Promise<number> {
  await tx.execute(
    sql`select set_config('homeport.audit_written_out_before', ${before.toISOString()}, true)`,
  );
  const gone = await tx.execute<{ count: number }>(
    sql`with gone as (delete from ${auditEntries} where ${auditEntries.at} < ${before.toISOString()}::timestamptz returning 1)
      select count(*)::int as count from gone`,
  );
  return gone[0]?.count ?? 0;
}

/** A log of years takes longer than any request may. */
export async function takeYourTime(tx: Tx): Promise<void> {
  await tx.execute(sql`set local statement_timeout = '10min'`);
  await tx.execute(sql`set local idle_in_transaction_session_timeout = '1min'`);
}
