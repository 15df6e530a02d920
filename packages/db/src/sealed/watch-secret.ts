import {
  type Clock,
  type Keys,
  type Log,
  type Metrics,
  PlatformError,
  type SealedColumn,
  type Timer,
} from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { countSealed, type SealedUse, secretUses, sumOf } from "./count-sealed.ts";

export interface SecretWatchOptions {
  readonly sql: SqlRunner;
  readonly keys: Keys;
  readonly columns: readonly SealedColumn[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly everyMs?: number;
}

export interface SecretWatch extends Disposable {
  /** A sentence for `/readyz` and the operator's page while a rotation of the secret waits for a person; else null. */
  readWarning(): string | null;
}

const defaultEveryMs = 60_000;

/**
 * Refuses a start whose secrets cannot open what is in the database: throws SECRET_IN_USE, which says what to set. While a
 * previous secret is set it counts again every minute, since somebody has to take it away; without one nothing is asked.
 */
export async function watchSecret(options: SecretWatchOptions): Promise<SecretWatch> {
  const { sql, keys, columns, clock, log, metrics, everyMs = defaultEveryMs } = options;
  const gauge = metrics.gauge(
    "secret_rows",
    "Rows sealed under the current, the previous and an unknown root secret, in the whole installation.",
    { secret: secretUses },
  );
  metrics.sampled("secret_previous_set", "1 while HOMEPORT_SECRET_PREVIOUS is set.", () =>
    keys.previous === undefined ? 0 : 1,
  );
  let counts: readonly SealedUse[] = [];
  let timer: Timer | null = null;
  let stopped = false;

  async function count(): Promise<void> {
    counts = await countSealed(sql, columns, keys);
    for (const secret of secretUses) gauge.set(sumOf(counts, secret), { secret });
  }

  async function countAgain(): Promise<void> {
    try {
      await count();
    } catch (error) {
      // The pool has counted it, and the next round asks again; until then the last counts stand.
      log.debug({ err: error }, "secret.not-counted");
    }
    schedule();
  }

  function schedule(): void {
    if (stopped || keys.previous === undefined) return;
    timer = clock.after(everyMs, () => void countAgain()).unref();
  }

  await count();
  refuseUnknown(counts);
  schedule();
  return {
    readWarning: () => (keys.previous === undefined ? null : warningOf(counts)),
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
    },
  };
}

function refuseUnknown(counts: readonly SealedUse[]): void {
  const unknown = counts.filter((count) => count.secret === "unknown");
  if (unknown.length === 0) return;
  const where = unknown.map(({ table, column, kid, rows }) => {
    return `${rows} of ${table}.${column} under secret ${kid}`;
  });
  const remedy = "set HOMEPORT_SECRET or HOMEPORT_SECRET_PREVIOUS to the secret with that id";
  throw new PlatformError("SECRET_IN_USE", { detail: `${where.join(", ")}: ${remedy}` });
}

function warningOf(counts: readonly SealedUse[]): string {
  const left = sumOf(counts, "previous");
  return left === 0
    ? "HOMEPORT_SECRET_PREVIOUS is still set, and no row is sealed under it any more: take it away once sign-ins from before have ended"
    : `${left} rows are still sealed under HOMEPORT_SECRET_PREVIOUS: a worker seals them again once every replica has the new secret`;
}
