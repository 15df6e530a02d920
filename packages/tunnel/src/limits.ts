/** Sizes and times of one mux; tests pass others. */
export interface MuxLimits {
  /** Receive window named in OPEN. */
  windowBytes: number;
  /** The same once streams have begun with a quarter of a budget. */
  pressedWindowBytes: number;
  /** The same once they have begun with half of it. */
  leastWindowBytes: number;
  maxWindowBytes: number;
  tunnelBudgetBytes: number;
  /** Bytes that may wait in the carrier; the rest waits in its stream. */
  wireQueueBytes: number;
  /** A stream with this many bytes waiting answers "not now". */
  streamQueueBytes: number;
  slabBytes: number;
  copyUpToBytes: number;
  /** DATA is cut at this size while more than one stream has something to send. */
  interleaveBytes: number;
  quantumBytes: number;
  interactiveBytes: number;
  interactiveWindowMs: number;
  pingEveryMs: number;
  undrainedMs: number;
  /** The first id of streams opened here; null starts at 1 or 2. */
  firstStreamId: number | null;
}

const kib = 1024;
const mib = 1024 * kib;

export const defaultLimits: MuxLimits = {
  windowBytes: 256 * kib,
  pressedWindowBytes: 64 * kib,
  leastWindowBytes: 8 * kib,
  maxWindowBytes: 6 * mib,
  tunnelBudgetBytes: 32 * mib,
  wireQueueBytes: 256 * kib,
  streamQueueBytes: 64 * kib,
  slabBytes: 64 * kib,
  copyUpToBytes: 4 * kib,
  interleaveBytes: 16 * kib,
  quantumBytes: 16 * kib,
  interactiveBytes: 16 * kib,
  interactiveWindowMs: 100,
  pingEveryMs: 5_000,
  undrainedMs: 10_000,
  firstStreamId: null,
};

/** What a control stream begins with each way: 20,000 of them take less than a fifth of a relay's budget. */
export const controlWindowBytes = 2 * kib;

export const relayBudgetBytes = 256 * mib;
export const agentBudgetBytes = 128 * mib;
export const maxStreamsPerTunnel = 1_024;

/** Streams of one connecting client: one for each connection to its local port. */
export const maxConnectStreams = 256;
/**
 * Both sides of a connecting client: windows begin small and the budget is wide, so that all 256 streams find
 * room beside some that have grown.
 */
export const connectLimits: Partial<MuxLimits> & Pick<MuxLimits, "windowBytes"> = {
  windowBytes: 64 * kib,
  pressedWindowBytes: 32 * kib,
  tunnelBudgetBytes: 64 * mib,
};
