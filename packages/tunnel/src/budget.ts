import { createChunkCollector, youngCollection } from "@homeport/platform";

/**
 * The memory of one process for its tunnels. It bounds granted receive windows, which is what peers may
 * make us hold at once: three quarters are for the windows that streams begin with and one is for their
 * growth, so that no stream which grew keeps another from being opened. And it is told what passes, so
 * that chunks which have left are collected before they are many.
 */
export interface Budget {
  readonly maxBytes: number;
  readonly usedBytes: number;
  /** Of what windows may begin with, the share that is taken: at 1 no stream is opened any more. */
  readonly fullness: number;
  /** Whether a window of this size may begin while such windows are to keep within `share` of it all. */
  hasRoom(byteCount: number, share?: number): boolean;
  begin(byteCount: number): void;
  /** Whether windows may grow by so much more. */
  mayGrow(byteCount: number): boolean;
  grow(byteCount: number): void;
  /** Gives back what one stream began with and what it grew by. */
  release(begunBytes: number, grownBytes: number): void;
  /** So many bytes came out of a carrier, or went into one. */
  passed(byteCount: number): void;
}

/** What windows begin with may use so much, their growth the rest. */
const beginShare = 0.75;

/** The budget of a whole process, which has what passed collected. */
export function createProcessBudget(maxBytes: number): Budget {
  return createBudget(maxBytes, createChunkCollector(youngCollection()));
}

export function createBudget(maxBytes: number, passed: Budget["passed"] = () => undefined): Budget {
  let begunBytes = 0;
  let grownBytes = 0;
  return {
    maxBytes,
    passed,
    get usedBytes() {
      return begunBytes + grownBytes;
    },
    get fullness() {
      return begunBytes / (maxBytes * beginShare);
    },
    hasRoom: (byteCount, share = beginShare) => begunBytes + byteCount <= maxBytes * share,
    begin(byteCount) {
      begunBytes += byteCount;
    },
    mayGrow: (byteCount) => grownBytes + byteCount <= maxBytes * (1 - beginShare),
    grow(byteCount) {
      grownBytes += byteCount;
    },
    release(begun, grown) {
      begunBytes -= begun;
      grownBytes -= grown;
    },
  };
}
