import type { GalleryDeps } from "../context.ts";
import { source16 } from "../recipe/recipe.ts";
import { beginRun } from "../task/store.ts";
import { expireWork } from "./expire.ts";
import {
  type ClaimedRow,
  claimRow,
  dropHold,
  type Hold,
  isAnyDue,
  readHeldMs,
  returnHold,
} from "./store.ts";
import type { WorkKey, WorkKind } from "./work-key.ts";

/** A worker that dies holds its rows this long. Shorter than leases usually are: people wait for a thumbnail. */
export const leaseMs = 10_000;
/** Past the end of somebody's lease, so that whoever asks again finds it over. */
const afterLeaseMs = 500;

/** A file in the storage, and what its bytes have to be. */
export interface StoredFile {
  readonly key: string;
  readonly sha256: Uint8Array;
}

/** One row of work in one worker's hands. */
export interface Claim extends Hold {
  readonly organizationId: string;
  /** What the photo's pixels are read from: its original, or what a browser made of that. */
  readonly pixels: StoredFile;
  readonly original: StoredFile;
  readonly sizeBytes: number;
  readonly source16: string;
  /** A person has said that its file is to be read as far as it goes. */
  readonly readsDamaged: boolean;
  readonly failures: number;
  readonly lastWaitMs: number | null;
  /** From when it was due. */
  readonly waitedMs: number;
  /** The task that made it due; null for an upload or a person. */
  readonly runId: string | null;
}

export type Claimed =
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Somebody has it, or it was put back: ask again then. */
  | { readonly kind: "later"; readonly inMs: number }
  /** It is done, or set aside. */
  | { readonly kind: "nothing" };

/**
 * Claims a row of work for `holder`; one statement decides, over all workers. A row that has lost its worker too often is
 * handed to nobody, and set aside.
 */
export async function claimWork(
  deps: Pick<GalleryDeps, "db">,
  key: WorkKey,
  holder: string,
): Promise<Claimed> {
  const row = await claimRow(deps.db.orm, key, holder, leaseMs);
  if (row !== null) return await takeUp(deps, claimOf(key, row), row);
  const heldMs = await readHeldMs(deps.db.orm, key);
  if (heldMs === 0) {
    const [ended] = await expireWork(deps, key);
    if (ended?.state === "quarantined") return { kind: "nothing" };
  }
  return heldMs === null ? { kind: "nothing" } : { kind: "later", inMs: heldMs + afterLeaseMs };
}

/** Whether somebody waits for work of these kinds. */
export async function isWorkDue(
  deps: Pick<GalleryDeps, "db">,
  kinds: readonly WorkKind[],
): Promise<boolean> {
  return await isAnyDue(deps.db.orm, kinds);
}

/** A run begins with its first photo; one that is over by now gets its photo back as it was. */
async function takeUp(
  deps: Pick<GalleryDeps, "db">,
  claim: Claim,
  { run_id: runId, run_state: state, is_trashed: isTrashed }: ClaimedRow,
): Promise<Claimed> {
  const { orm } = deps.db;
  if (runId === null) return { kind: "claimed", claim };
  if (state === "cancelling" || state === "cancelled") {
    await returnHold(orm, claim);
    return { kind: "nothing" };
  }
  if (isTrashed) {
    await dropHold(orm, claim);
    return { kind: "nothing" };
  }
  if (state === "queued") await beginRun(orm, runId);
  return { kind: "claimed", claim };
}

function claimOf({ kind, imageId }: WorkKey, row: ClaimedRow): Claim {
  const original = { key: row.original_key, sha256: row.sha256 };
  const { rendition_key: key, rendition_sha256: sha256 } = row;
  const pixels = key === null || sha256 === null ? original : { key, sha256 };
  return {
    ...{ kind, imageId },
    fence: row.fence_token,
    organizationId: row.organization_id,
    ...{ original, pixels },
    readsDamaged: row.reads_damaged,
    sizeBytes: row.size_bytes,
    source16: source16(imageId, pixels.sha256),
    failures: row.failures,
    lastWaitMs: row.last_wait_ms,
    waitedMs: row.waited_ms,
    runId: row.run_id,
  };
}
