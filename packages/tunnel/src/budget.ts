const pressedShare = 0.75;

/** A bound on granted receive windows: what peers may make us hold at once. */
export interface Budget {
  readonly maxBytes: number;
  readonly usedBytes: number;
  /** Three quarters are used: nothing grows, and new windows are small. */
  readonly pressed: boolean;
  /** Whether `byteCount` more would still fit. */
  fits(byteCount: number): boolean;
  charge(byteCount: number): void;
  release(byteCount: number): void;
}

export function createBudget(maxBytes: number): Budget {
  let usedBytes = 0;
  return {
    maxBytes,
    get usedBytes() {
      return usedBytes;
    },
    get pressed() {
      return usedBytes >= maxBytes * pressedShare;
    },
    fits: (byteCount) => usedBytes + byteCount <= maxBytes,
    charge(byteCount) {
      usedBytes += byteCount;
    },
    release(byteCount) {
      usedBytes -= byteCount;
    },
  };
}
