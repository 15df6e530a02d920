import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { conversionsOf } from "../storage/conversions.ts";
import { type KeptParts, noParts, type Parts, partBytes } from "../storage/driver.ts";
import { uploadKey } from "../storage/key.ts";
import { type KeptMetadata, keptMetadata } from "./metadata.ts";
import type { FinishedUpload } from "./outcome.ts";

const { uploads } = schema;

type Row = typeof uploads.$inferSelect;

/** An upload as its row says it stands. */
export interface UploadRow
  extends Pick<
    Row,
    | "id"
    | "organizationId"
    | "userId"
    | "role"
    | "lengthBytes"
    | "offsetBytes"
    | "hashState"
    | "objectKey"
    | "state"
    | "result"
    | "imageId"
    | "expiresAt"
  > {
  readonly metadata: KeptMetadata;
  readonly kept: KeptParts;
}

/** What the column holds of parts; a row that has none yet holds an empty list. */
const keptParts = z
  .object({ tags: z.array(z.string()), tail: z.string().nullable() })
  .or(z.tuple([]).transform(() => noParts));

export function readRow({ parts, multipartId, metadata, ...row }: Row): UploadRow {
  const { tags, tail } = keptParts.parse(parts);
  return { ...row, metadata: keptMetadata.parse(metadata), kept: { multipartId, tags, tail } };
}

/** Where its bytes are until it is complete. */
export function partsOf(
  row: Pick<UploadRow, "id" | "organizationId" | "objectKey" | "lengthBytes" | "kept">,
): Parts {
  const { objectKey: key, lengthBytes, kept } = row;
  return { key, id: uploadKey(row.organizationId, row.id), lengthBytes, kept };
}

/** An upload dies this long after its last byte. */
const lifeDays = 7;
const expiry = sql`now() + make_interval(days => ${lifeDays})`;
const lockExpiry = (ms: number) => sql`now() + ${ms}::float8 * interval '1 millisecond'`;

export interface NewUpload {
  id: string;
  organizationId: string;
  userId: string;
  role: "image" | "rendition";
  /** The photo that a rendition stands for. */
  forId: string | null;
  imageId: string;
  objectKey: string;
  lengthBytes: number;
  metadata: KeptMetadata;
  lockToken: string;
}

export async function insertUpload(tx: Tx, upload: NewUpload, lockMs: number): Promise<UploadRow> {
  const [row] = await tx
    .insert(uploads)
    .values({ ...upload, expiresAt: expiry, lockExpiresAt: lockExpiry(lockMs) })
    .returning();
  if (row === undefined) throw new Error("An insert that returned nothing");
  return readRow(row);
}

export async function findUpload(db: Reader, id: string): Promise<UploadRow | null> {
  const [row] = await db.select().from(uploads).where(eq(uploads.id, id));
  return row === undefined ? null : readRow(row);
}

export async function lockUploadRow(tx: Tx, id: string): Promise<UploadRow | null> {
  const [row] = await tx.select().from(uploads).where(eq(uploads.id, id)).for("update");
  return row === undefined ? null : readRow(row);
}

/** What was uploaded and is kept, the trash included, and what is on its way, in bytes: the quota counts both. */
export async function countBytes(db: Reader, organizationId: string): Promise<number> {
  const [row] = await db.execute<{ bytes: string }>(sql`
    SELECT coalesce((SELECT sum(size_bytes) FROM images WHERE organization_id = ${organizationId}), 0)
      + (SELECT bytes FROM ${conversionsOf(organizationId)} AS conversions)
      + coalesce((SELECT sum(length_bytes) FROM uploads
          WHERE organization_id = ${organizationId} AND state IN ('open', 'finishing')), 0) AS bytes`);
  return Number(row?.bytes ?? 0);
}

export interface Advance {
  id: string;
  lockToken: string;
  fromBytes: number;
  toBytes: number;
  /** Null where the bytes before these could not be read again. */
  hashState: Uint8Array | null;
  kept: KeptParts;
  metadata: KeptMetadata;
}

/**
 * Moves offset, parts, hash state and what was found out in one compare-and-set, after the bytes are durable. False when
 * another request has moved it, or taken its lock.
 */
export async function advanceUpload(db: Reader, step: Advance): Promise<boolean> {
  const rows = await db
    .update(uploads)
    .set({
      offsetBytes: step.toBytes,
      hashState: step.hashState,
      parts: { tags: step.kept.tags, tail: step.kept.tail },
      tailBytes: step.kept.tail === null ? 0 : step.toBytes % partBytes,
      metadata: step.metadata,
      state: sql`case when ${step.toBytes} = ${uploads.lengthBytes} then 'finishing' else 'open' end`,
      expiresAt: expiry,
    })
    .where(
      and(
        eq(uploads.id, step.id),
        eq(uploads.lockToken, step.lockToken),
        eq(uploads.offsetBytes, step.fromBytes),
        eq(uploads.state, "open"),
      ),
    )
    .returning({ id: uploads.id });
  return rows.length === 1;
}

/** Saves under what name the storage collects the parts, before the first of them; false when the lock is gone. */
export async function saveMultipart(
  db: Reader,
  upload: { id: string; lockToken: string },
  multipartId: string,
): Promise<boolean> {
  const { id, lockToken } = upload;
  const rows = await db
    .update(uploads)
    .set({ multipartId })
    .where(
      and(
        ...[eq(uploads.id, id), eq(uploads.lockToken, lockToken), eq(uploads.state, "open")],
        isNull(uploads.multipartId),
      ),
    )
    .returning({ id: uploads.id });
  return rows.length === 1;
}

/** Ends an upload that is not done; false when it had ended already. */
export async function endUpload(
  db: Reader | Tx,
  id: string,
  state: "refused" | "cancelled" | "expired",
  refusal?: string,
): Promise<boolean> {
  const noted =
    refusal === undefined
      ? {}
      : { metadata: sql`${uploads.metadata} || jsonb_build_object('refusal', ${refusal}::text)` };
  const rows = await db
    .update(uploads)
    .set({ state, ...noted })
    .where(and(eq(uploads.id, id), sql`${uploads.state} in ('open', 'finishing')`))
    .returning({ id: uploads.id });
  return rows.length === 1;
}

export async function settleUpload(tx: Tx, id: string, outcome: FinishedUpload): Promise<void> {
  await tx
    .update(uploads)
    .set({ state: "done", hashState: null, ...outcome })
    .where(eq(uploads.id, id));
}

/**
 * Uploads of which every byte has come and whose end was not written: their replica was killed. Those that were tried in
 * vain come after all that were not, however many there are.
 */
export async function findFinishing(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: uploads.id })
    .from(uploads)
    .where(
      and(
        eq(uploads.state, "finishing"),
        sql`(${uploads.lockExpiresAt} is null or ${uploads.lockExpiresAt} < now())`,
      ),
    )
    .orderBy(sql`${uploads.lockExpiresAt} nulls first`, uploads.createdAt)
    .limit(limit);
  return rows.map((row) => row.id);
}

/** How long an upload that could not be finished is left alone. */
const finishAgainMs = 60_000;

/**
 * Puts an upload that could not be finished behind the others: its lock is free, and reads as one that runs out later.
 * Whoever sends it may take that at once; whoever holds it keeps it.
 */
export async function postponeFinish(db: Reader, id: string): Promise<void> {
  await db
    .update(uploads)
    .set({ lockToken: null, lockWanted: false, lockExpiresAt: lockExpiry(finishAgainMs) })
    .where(and(eq(uploads.id, id), eq(uploads.state, "finishing"), isLockFree));
}

const isLockFree = sql`(${uploads.lockToken} is null or ${uploads.lockExpiresAt} < now())`;

/** Uploads of which nothing has come for a week; also such as have come whole, and could not be finished since. */
export async function findExpired(db: Reader, limit: number): Promise<UploadRow[]> {
  const rows = await db
    .select()
    .from(uploads)
    .where(
      and(
        inArray(uploads.state, ["open", "finishing"]),
        lt(uploads.expiresAt, sql`now()`),
        isLockFree,
      ),
    )
    .orderBy(uploads.expiresAt)
    .limit(limit);
  return rows.map(readRow);
}

/** Takes the lock when it is free or has run out; otherwise asks its holder for it. */
export async function takeLock(
  db: Reader,
  id: string,
  token: string,
  lockMs: number,
): Promise<"taken" | "held" | "unknown"> {
  const [row] = await db.execute<{ taken: boolean }>(sql`
    WITH found AS (SELECT id FROM uploads WHERE id = ${id}), taken AS (
      UPDATE uploads SET lock_token = ${token}, lock_wanted = false, lock_expires_at = ${lockExpiry(lockMs)}
      WHERE id = ${id} AND (lock_token IS NULL OR lock_expires_at < now())
      RETURNING id
    )
    SELECT EXISTS (SELECT 1 FROM taken) AS taken FROM found`);
  if (row === undefined) return "unknown";
  if (row.taken) return "taken";
  await db.update(uploads).set({ lockWanted: true }).where(eq(uploads.id, id));
  return "held";
}

/** Extends a held lock. Answers whether somebody else wants it; null when it is held no more. */
export async function renewLock(
  db: Reader,
  id: string,
  token: string,
  lockMs: number,
): Promise<boolean | null> {
  const [row] = await db
    .update(uploads)
    .set({ lockExpiresAt: lockExpiry(lockMs) })
    .where(and(eq(uploads.id, id), eq(uploads.lockToken, token)))
    .returning({ wanted: uploads.lockWanted });
  return row?.wanted ?? null;
}

/** Whether somebody else waits for the lock; null when it is held no more. */
export async function isLockWanted(db: Reader, id: string, token: string): Promise<boolean | null> {
  const [row] = await db
    .select({ wanted: uploads.lockWanted })
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.lockToken, token)));
  return row?.wanted ?? null;
}

export async function releaseLock(db: Reader, id: string, token: string): Promise<void> {
  await db
    .update(uploads)
    .set({ lockToken: null, lockExpiresAt: null, lockWanted: false })
    .where(and(eq(uploads.id, id), eq(uploads.lockToken, token)));
}
