/** A row that is due, as a wake's own query finds it. */
export interface DueRow {
  readonly key: string;
}

/**
 * Work whose truth is a domain row. A wake only says "look at this key": the row tells what is due,
 * and a lost wake costs one sweep. `Reader` is whatever the domain's `due` query reads from.
 */
export interface Wake<Reader> {
  readonly kind: "wake";
  readonly name: string;
  readonly queue: string;
  /** Due keys, oldest first, at most `limit`; one indexed statement. */
  due(reader: Reader, limit: number): Promise<readonly DueRow[]>;
  readonly sweepEveryMs: number;
  /** Handlers of this contract that one worker runs at a time, through Redis or without it. */
  readonly concurrency: number;
  readonly priority?: number;
  /** BullMQ's lock on a running job, and how often stalled ones are looked for. */
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly maxRunMs: number;
  /** When named, only the holder of this lease sweeps. */
  readonly driverLease?: string;
}

export interface WakeInput<Reader> {
  readonly name: string;
  readonly queue: string;
  due(reader: Reader, limit: number): Promise<readonly DueRow[]>;
  readonly concurrency: number;
  readonly sweepEveryMs?: number;
  readonly priority?: number;
  readonly lockMs?: number;
  readonly stalledMs?: number;
  readonly maxRunMs?: number;
  readonly driverLease?: string;
}

/** Completes a wake contract with the usual sweep (5 s), lock (10 s), stalled check (5 s) and run time (5 min). */
export function defineWake<Reader>(input: WakeInput<Reader>): Wake<Reader> {
  return {
    kind: "wake",
    sweepEveryMs: 5_000,
    lockMs: 10_000,
    stalledMs: 5_000,
    maxRunMs: 300_000,
    ...input,
  };
}
