/** A row that is due, as a wake's own query finds it. */
export interface DueRow {
  readonly key: string;
  /** For how long it has been due, by the store's clock, where the query says so. */
  readonly dueForMs?: number;
}

/** What can be known of a wake without knowing what its query reads from. */
export interface WakeFacts {
  readonly kind: "wake";
  readonly name: string;
  /** A queue of its own: its concurrency is the queue's. */
  readonly queue: string;
  readonly sweepEveryMs: number;
  /** Handlers of this contract that one worker runs at a time, whether Redis hands them out or not. */
  readonly concurrency: number;
  /** 1 is served first; null when the order of arrival does. */
  readonly priority: number | null;
  /** BullMQ's lock on a running job, and how often it looks for stalled ones. */
  readonly lockMs: number;
  readonly stalledMs: number;
  /** A run is given up on after this long. */
  readonly maxRunMs: number;
  /** When named, only the worker that holds this lease sweeps. */
  readonly driverLease: string | null;
  /** The row itself counts the runs that never reported, and is set aside by its domain. */
  readonly countsOnRow: boolean;
}

/**
 * Work whose truth is a domain row. A wake only says "look at this key": the row tells what is due, and a
 * lost wake costs one sweep. Its handler takes the row's lease first and writes its outcome fenced, because
 * a worker that lost its Redis lock without knowing may run beside its successor.
 */
export interface Wake<Reader> extends WakeFacts {
  /** The due keys, oldest first, at most `limit`; one indexed statement. */
  due(reader: Reader, limit: number): Promise<readonly DueRow[]>;
}

export interface WakeInput<Reader> {
  readonly name: string;
  readonly queue: string;
  readonly concurrency: number;
  readonly sweepEveryMs?: number;
  readonly priority?: number;
  readonly lockMs?: number;
  readonly stalledMs?: number;
  readonly maxRunMs?: number;
  readonly driverLease?: string;
  readonly countsOnRow?: boolean;
  due(reader: Reader, limit: number): Promise<readonly DueRow[]>;
}

/** Completes a wake contract with the usual sweep (5 s), lock (10 s), stalled check (5 s) and run time (5 min). */
export function defineWake<Reader>(input: WakeInput<Reader>): Wake<Reader> {
  return {
    kind: "wake",
    sweepEveryMs: 5_000,
    lockMs: 10_000,
    stalledMs: 5_000,
    maxRunMs: 300_000,
    countsOnRow: false,
    ...input,
    priority: input.priority ?? null,
    driverLease: input.driverLease ?? null,
  };
}
