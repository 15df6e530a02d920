import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import type { StoredAcknowledgement } from "../acknowledgement/store.ts";
import type { DurableSignature, PreparedDelta, VaultMode } from "../core/index.ts";
import type { SourceConfig } from "../source/source.ts";
import type { SourceKind } from "./source-kind.ts";

const {
  vaultAcknowledgements,
  vaultAuthClocks,
  vaultDeltaSignatures,
  vaultDeltas,
  vaultEvents,
  vaultSigners,
  vaultStates,
  vaults,
} = schema;

/** The store's clock: the one by which requests are fresh and deltas accepted. */
export async function selectNowMs(db: Reader): Promise<number> {
  const rows = await db.execute<{ now_ms: string }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`,
  );
  return Number(rows[0]?.now_ms);
}

export interface NewVaultRow {
  readonly organizationId: string;
  readonly createdBy: string;
  readonly name: string;
  readonly sourceKind: SourceKind;
  readonly source: SourceConfig;
  readonly sourceState: "unverified" | "verified";
  readonly prepared: PreparedDelta;
  readonly deltaId: string;
  readonly eventId: string;
  readonly acknowledged: StoredAcknowledgement;
  readonly submittedBy: string;
  readonly signatures: readonly DurableSignature[];
  readonly timestampMs: number;
  readonly stateSha256: Uint8Array;
  readonly rosterSha256: Uint8Array;
}

/** A vault with all that its creation brings along; false where the id is taken. */
export async function insertVault(tx: Tx, row: NewVaultRow): Promise<boolean> {
  const { prepared, acknowledged } = row;
  const { vaultId, mode, roster, commitment } = prepared.next;
  const acceptedAt = new Date(acknowledged.acceptedAtMs);
  const made = await tx
    .insert(vaults)
    .values({
      id: vaultId,
      organizationId: row.organizationId,
      createdBy: row.createdBy,
      name: row.name,
      mode,
      sourceKind: row.sourceKind,
      source: row.source,
      sourceState: row.sourceState,
      threshold: roster.threshold,
      headNonce: 0,
      headCommitment: commitment,
      ackSeq: acknowledged.seq,
      ackHash: acknowledged.hash,
      eventSeq: 1,
    })
    .onConflictDoNothing()
    .returning({ id: vaults.id });
  if (made.length === 0) return false;
  await tx.insert(vaultStates).values({
    vaultId,
    nonce: 0,
    bytes: prepared.next.stateBytes,
    sha256: row.stateSha256,
    rosterSha256: row.rosterSha256,
  });
  await tx.insert(vaultSigners).values(
    roster.signers.map(({ id, role, label }) => ({
      ...{ vaultId, signerId: id, role, label },
      addedNonce: 0,
    })),
  );
  await tx.insert(vaultAuthClocks).values(
    roster.signers.map(({ id }) => ({
      ...{ vaultId, signerId: id },
      lastTimestampMs: row.timestampMs,
    })),
  );
  await tx.insert(vaultDeltas).values({
    id: row.deltaId,
    ...{ vaultId, nonce: 0, kind: prepared.kind, prev: prepared.prev, next: commitment },
    ...{ payload: prepared.payload, digest: prepared.digest, status: "canonical" },
    ...{ statusAt: acceptedAt, acceptedAt, countedAt: acceptedAt },
    ...{ submittedBy: row.submittedBy, ackSeq: acknowledged.seq },
  });
  await tx.insert(vaultDeltaSignatures).values(
    row.signatures.map((signature) => ({
      ...signature,
      deltaId: row.deltaId,
      signedAt: acceptedAt,
    })),
  );
  const { digest: deltaDigest, ...acknowledgement } = acknowledged;
  await tx.insert(vaultAcknowledgements).values({ ...acknowledgement, deltaDigest });
  await tx.insert(vaultEvents).values({
    ...{ vaultId, seq: 1, id: row.eventId, type: "vault.created" },
    // The roster, too: what becomes of a signer later leaves no trace of how they began.
    data: { deltaId: row.deltaId, mode, source: row.sourceKind, roster },
  });
  return true;
}

/** What tells whether a creation is the one that was made before. */
export interface CreatedRow {
  readonly organizationId: string;
  readonly name: string;
  /** It has had another name, so the one that it began with is not known. */
  readonly isRenamed: boolean;
  readonly mode: VaultMode;
  readonly sourceKind: SourceKind;
  /** As it is kept: compared, and nothing else. */
  readonly source: unknown;
  readonly deltaId: string;
  readonly digest: Uint8Array;
  readonly next: Uint8Array;
}

export async function findCreation(db: Reader, vaultId: string): Promise<CreatedRow | null> {
  const [row] = await db
    .select({
      organizationId: vaults.organizationId,
      name: vaults.name,
      isRenamed: sql<boolean>`exists (select from ${vaultEvents} where ${vaultEvents.vaultId} = ${vaults.id} and ${vaultEvents.type} = 'vault.renamed')`,
      mode: vaults.mode,
      sourceKind: vaults.sourceKind,
      source: vaults.source,
      deltaId: vaultDeltas.id,
      digest: vaultDeltas.digest,
      next: vaultDeltas.next,
    })
    .from(vaults)
    .innerJoin(vaultDeltas, and(eq(vaultDeltas.vaultId, vaults.id), eq(vaultDeltas.nonce, 0)))
    .where(eq(vaults.id, vaultId));
  return row ?? null;
}
