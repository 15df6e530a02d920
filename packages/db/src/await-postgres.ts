import {
  backoffMs,
  type Clock,
  ConfigError,
  type Log,
  PlatformError,
  type Random,
} from "@homeport/platform";
import { logStoreAwaited } from "./events.ts";
import { openConnection } from "./pool/connection.ts";
import { selectOne } from "./pool/store.ts";
import { errorCode } from "./pool/translate.ts";

export interface AwaitPostgresOptions {
  url: string;
  clock: Clock;
  log: Log;
  random: Random;
  /** Aborts the wait, for example because the process was told to stop. */
  signal?: AbortSignal;
  /** How long to try in all, in ms. */
  deadlineMs?: number;
}

const backoff = { baseMs: 200, maxMs: 5_000 };
const defaultDeadlineMs = 60_000;

/** SQLSTATEs of a server that is there and does not take this user: waiting would change nothing. */
const refusedStates: ReadonlySet<string> = new Set(["28000", "28P01"]);

/**
 * Resolves once Postgres answers. Throws STORE_UNREACHABLE when it has not for a minute, and
 * CONFIG_INVALID at once when it does not accept the user or the password.
 */
export async function awaitPostgres(options: AwaitPostgresOptions): Promise<void> {
  const { clock, log, random, signal } = options;
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; ; attempt++) {
    try {
      return await probe(options.url);
    } catch (error) {
      if (refusedStates.has(errorCode(error) ?? "")) throw userRefused();
      const leftMs = startedMs + (options.deadlineMs ?? defaultDeadlineMs) - clock.monotonicMs();
      if (leftMs <= 0)
        throw new PlatformError("STORE_UNREACHABLE", { cause: error, detail: "Postgres" });
      const waitMs = Math.min(leftMs, backoffMs(attempt, backoff, random));
      logStoreAwaited(log, { attempt, waitMs: Math.round(waitMs), error });
      await clock.sleep(waitMs, signal);
    }
  }
}

function userRefused(): ConfigError {
  const problem = "Postgres does not accept the user or the password in it";
  const remedy =
    "Correct them (in DATABASE_DIRECT_URL where that is set), or let that user in with this password.";
  return new ConfigError([{ name: "DATABASE_URL", problem, remedy }]);
}

async function probe(url: string): Promise<void> {
  const connection = openConnection({ url, applicationName: "homeport-probe", connectMs: 3_000 });
  try {
    await connection.run(selectOne);
  } finally {
    await connection.close();
  }
}
