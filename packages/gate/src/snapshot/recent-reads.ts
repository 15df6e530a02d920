import { changeKeysOf, type Named } from "./named.ts";

/** One read that has become the snapshot: what it was told to read, and which transactions it saw. */
export interface SnapshotRead {
  /** Changes that it has taken in, see `changeKey`; null for every one. */
  readonly changes: readonly string[] | null;
  /** A `pg_snapshot`. */
  readonly seen: string;
}

export interface RecentReads {
  note(named: Named, seen: string): void;
  /** The newest last; small enough for a row of the registry. */
  list(): readonly SnapshotRead[];
}

const maxReads = 8;
const maxChars = 3_000;

/**
 * The last few reads of the snapshot, for whoever made a change and waits until it counts. One that waits looks
 * often, so a few are enough; what is too large to tell is left out, and nobody takes its change for applied.
 */
export function createRecentReads(): RecentReads {
  let reads: readonly SnapshotRead[] = [];
  return {
    note(named, seen) {
      reads = [...reads, { changes: changeKeysOf(named), seen }].slice(-maxReads);
      while (JSON.stringify(reads).length > maxChars) reads = reads.slice(1);
    },
    list: () => reads,
  };
}
