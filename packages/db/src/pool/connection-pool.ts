import type { Clock, Random } from "@homeport/platform";
import type { Connection } from "./connection.ts";
import type { PermitGate } from "./permits.ts";

export interface ConnectionPoolOptions {
  gate: PermitGate;
  open: () => Connection;
  clock: Clock;
  random: Random;
  /** A connection is replaced after this age and up to as much again, so that all do not go at once. */
  maxAgeMs?: number;
}

export interface ConnectionPool {
  /**
   * Lends a connection to `use`, alone. `fresh` asks for one that was never used, and drops the idle
   * ones: where one has just broken, the others may be dead without knowing. Throws STORE_BUSY.
   */
  withConnection<T>(use: (connection: Connection) => Promise<T>, fresh?: boolean): Promise<T>;
  /** Ends the idle ones at once and each other one when it is given back, but within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

interface Kept {
  connection: Connection;
  /** Monotonic. */
  replaceAtMs: number;
}

const defaultMaxAgeMs = 30 * 60_000;

/** As many connections as the gate has permits, opened on need; the one used last is used next. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { gate, clock, random, maxAgeMs = defaultMaxAgeMs } = options;
  const idle: Kept[] = [];
  const all = new Set<Connection>();
  let closing = false;

  function discard(kept: Kept): void {
    all.delete(kept.connection);
    void kept.connection.close();
  }

  function openNew(): Kept {
    const connection = options.open();
    all.add(connection);
    return { connection, replaceAtMs: clock.monotonicMs() + maxAgeMs * (1 + random.number()) };
  }

  function take(fresh: boolean): Kept {
    if (fresh) for (const kept of idle.splice(0)) discard(kept);
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      if (!kept.connection.broken && clock.monotonicMs() < kept.replaceAtMs) return kept;
      discard(kept);
    }
    return openNew();
  }

  return {
    async withConnection(use, fresh = false) {
      const permit = await gate.acquire();
      const kept = take(fresh);
      try {
        return await use(kept.connection);
      } finally {
        if (kept.connection.broken || closing) discard(kept);
        else idle.push(kept);
        permit.release();
      }
    },
    async close(graceMs) {
      closing = true;
      for (const kept of idle.splice(0)) discard(kept);
      await Promise.all([...all].map((connection) => connection.close(graceMs)));
    },
  };
}
