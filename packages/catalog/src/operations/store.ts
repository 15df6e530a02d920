import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import {
  type OperationFile,
  type OperationRefusal,
  openStates,
  operationFiles,
  operationRefusal,
} from "./operation.ts";

const { catalogOperation, catalogSource } = schema;

type Row = typeof catalogOperation.$inferSelect;

/** A change on its way into git, read. */
export interface Operation extends Omit<Row, "files" | "conflict"> {
  readonly files: readonly OperationFile[];
  readonly refusal: OperationRefusal | null;
}

export type OperationState = Row["state"];
export type OperationAction = Row["action"];

function toOperation({ files, conflict, ...row }: Row): Operation {
  const refusal = conflict === null ? null : operationRefusal.parse(conflict);
  return { ...row, files: operationFiles.parse(files), refusal };
}

export type NewOperation = Pick<
  Row,
  "id" | "actorId" | "requestId" | "action" | "slug" | "entryId" | "reason" | "baseGeneration"
> & { readonly files: readonly OperationFile[] };

/** Queues a change. Answers false where its request id is known already. */
export async function insertOperation(tx: Tx, operation: NewOperation): Promise<boolean> {
  const rows = await tx
    .insert(catalogOperation)
    .values({ ...operation, files: [...operation.files] })
    .onConflictDoNothing({ target: catalogOperation.requestId })
    .returning({ id: catalogOperation.id });
  return rows.length > 0;
}

export async function findOperation(db: Reader, id: string): Promise<Operation | null> {
  const [row] = await db.select().from(catalogOperation).where(eq(catalogOperation.id, id));
  return row === undefined ? null : toOperation(row);
}

export async function findByRequest(db: Reader, requestId: string): Promise<Operation | null> {
  const [row] = await db
    .select()
    .from(catalogOperation)
    .where(eq(catalogOperation.requestId, requestId));
  return row === undefined ? null : toOperation(row);
}

const isOpen = inArray(catalogOperation.state, [...openStates]);
const isTimely = sql`coalesce(${catalogOperation.nextTryAt} <= now(), true)`;

/** Whether a change waits whose time has come, and the catalog follows its branch. */
export async function isWriteDue(db: Reader): Promise<boolean> {
  const rows = await db
    .select({ id: catalogSource.id })
    .from(catalogSource)
    .where(
      and(
        eq(catalogSource.mode, "following"),
        sql`${catalogSource.acceptedGeneration} is not null`,
        sql`exists (${db.select({ one: sql`1` }).from(catalogOperation).where(and(isOpen, isTimely))})`,
      ),
    );
  return rows.length > 0;
}

/** Changes that wait and whose time has come, in the order in which they were asked for. */
export async function listDue(db: Reader, most: number): Promise<Operation[]> {
  const rows = await db
    .select()
    .from(catalogOperation)
    .where(and(isOpen, isTimely))
    .orderBy(asc(catalogOperation.createdAt), asc(catalogOperation.id))
    .limit(most);
  return rows.map(toOperation);
}

/** Whether a change of this kind is still on its way. */
export async function hasOpen(db: Reader, action: OperationAction): Promise<boolean> {
  const rows = await db
    .select({ id: catalogOperation.id })
    .from(catalogOperation)
    .where(and(isOpen, eq(catalogOperation.action, action)))
    .limit(1);
  return rows.length > 0;
}

/** All changes that are on their way, by their id, with when they were asked for. */
export async function listOpen(db: Reader): Promise<Map<string, Date>> {
  const { id, createdAt } = catalogOperation;
  const rows = await db.select({ id, createdAt }).from(catalogOperation).where(isOpen);
  return new Map(rows.map((row) => [row.id, row.createdAt]));
}

export interface OperationEnd {
  readonly id: string;
  readonly state: "conflicted" | "refused";
  readonly errorCode: string;
  readonly refusal: OperationRefusal;
}

const moved = { updatedAt: sql`now()` };
/** The commits of a batch as rows, so that one statement says all of them. */
const madeOf = (commits: readonly { readonly id: string; readonly commit: string }[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(commits)}::jsonb) AS made (id uuid, commit text)`;
const madeId = sql`made.id`;
const madeCommit = sql<string>`made.commit`;

/** Ends changes that cannot be taken as they are. */
export async function endOperations(tx: Tx, ends: readonly OperationEnd[]): Promise<void> {
  for (const { id, state, errorCode, refusal } of ends) {
    await tx
      .update(catalogOperation)
      .set({ ...moved, state, errorCode, conflict: refusal, nextTryAt: null })
      .where(and(eq(catalogOperation.id, id), isOpen));
  }
}

/** Says under which commit each of these changes is about to be pushed. */
export async function markCommitted(
  tx: Tx,
  commits: readonly { readonly id: string; readonly commit: string }[],
): Promise<void> {
  if (commits.length === 0) return;
  await tx
    .update(catalogOperation)
    .set({
      ...moved,
      ...{ state: "committed" as const, commitId: madeCommit, errorCode: null, nextTryAt: null },
      attempts: sql`${catalogOperation.attempts} + 1`,
    })
    .from(madeOf(commits))
    .where(and(eq(catalogOperation.id, madeId), isOpen));
}

export async function markPushed(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .update(catalogOperation)
    .set({ ...moved, state: "pushed" })
    .where(and(inArray(catalogOperation.id, [...ids]), isOpen));
}

/** Says of changes with which commit they are served since which generation. */
export async function markLive(
  tx: Tx,
  generation: number,
  commits: ReadonlyMap<string, string>,
): Promise<void> {
  if (commits.size === 0) return;
  const live = { state: "live", commitId: madeCommit, generation } as const;
  await tx
    .update(catalogOperation)
    .set({ ...moved, ...live, errorCode: null, nextTryAt: null })
    .from(madeOf(Array.from(commits, ([id, commit]) => ({ id, commit }))))
    .where(and(eq(catalogOperation.id, madeId), isOpen));
}

/** Puts changes back that no commit of the branch holds: they are tried again, after `waitMs`. */
export async function requeue(
  tx: Tx,
  ids: readonly string[],
  { waitMs, errorCode }: { readonly waitMs: number; readonly errorCode: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(catalogOperation)
    .set({
      ...moved,
      ...{ state: "queued" as const, commitId: null, errorCode },
      nextTryAt: waitMs === 0 ? null : sql`now() + ${waitMs}::float8 * interval '1 millisecond'`,
    })
    .where(and(inArray(catalogOperation.id, [...ids]), isOpen));
}

/** Has changes wait as they are: whether the branch has them is not known yet. */
export async function postpone(tx: Tx, ids: readonly string[], waitMs: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(catalogOperation)
    .set({ ...moved, nextTryAt: sql`now() + ${waitMs}::float8 * interval '1 millisecond'` })
    .where(and(inArray(catalogOperation.id, [...ids]), isOpen));
}

/** Takes changes away that ended so many days ago. */
export async function deleteEnded(tx: Tx, days: number): Promise<number> {
  const rows = await tx
    .delete(catalogOperation)
    .where(
      and(
        inArray(catalogOperation.state, ["live", "conflicted", "refused"]),
        lt(catalogOperation.updatedAt, sql`now() - ${days} * interval '1 day'`),
      ),
    )
    .returning({ id: catalogOperation.id });
  return rows.length;
}
