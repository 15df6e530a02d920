import type { GalleryDeps } from "../context.ts";
import { source16 } from "../recipe/recipe.ts";
import { type ClaimedRow, claimRow, type Hold, readHeldMs } from "./store.ts";
import type { WorkKey } from "./work-key.ts";

/** A worker that dies holds its rows this long. Shorter than leases usually are: people wait for a thumbnail. */
export const leaseMs = 10_000;
/** Past the end of somebody's lease, so that whoever asks again finds it over. */
const afterLeaseMs = 500;

/** One row of work in one worker's hands. */
export interface Claim extends Hold {
  readonly organizationId: string;
  readonly originalKey: string;
  readonly sha256: Uint8Array;
  readonly sizeBytes: number;
  readonly source16: string;
  readonly failures: number;
  readonly lastWaitMs: number | null;
  /** From when it was due. */
  readonly waitedMs: number;
}

export type Claimed =
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Somebody has it, or it was put back: ask again then. */
  | { readonly kind: "later"; readonly inMs: number }
  /** It is done, or set aside. */
  | { readonly kind: "nothing" };

/** Claims a row of work for `holder`; one statement decides, over all workers. */
export async function claimWork(
  deps: Pick<GalleryDeps, "db">,
  key: WorkKey,
  holder: string,
): Promise<Claimed> {
  const row = await claimRow(deps.db.orm, key, holder, leaseMs);
  if (row !== null) return { kind: "claimed", claim: claimOf(key, row) };
  const heldMs = await readHeldMs(deps.db.orm, key);
  return heldMs === null ? { kind: "nothing" } : { kind: "later", inMs: heldMs + afterLeaseMs };
}

function claimOf({ kind, imageId }: WorkKey, row: ClaimedRow): Claim {
  return {
    ...{ kind, imageId },
    fence: row.fence_token,
    organizationId: row.organization_id,
    originalKey: row.original_key,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    source16: source16(imageId, row.sha256),
    failures: row.failures,
    lastWaitMs: row.last_wait_ms,
    waitedMs: row.waited_ms,
  };
}
