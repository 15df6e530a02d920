import { type Clock, type Log, PlatformError } from "@homeport/platform";
import { logMigrationWaits } from "../events.ts";
import type { Migration } from "./files.ts";
import type { MigrationPlan } from "./plan.ts";

export interface AwaitMigratedOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** How long another process has to migrate, in ms; 0 looks once. */
  readonly deadlineMs: number;
  readonly tryEveryMs: number;
  /** Ends the wait, for example because the process was told to stop. */
  readonly signal?: AbortSignal;
}

/**
 * Resolves once the database has all that this build needs, and answers which contract files wait. Nothing is applied and
 * no lock is asked for. A contract file is never waited for: it takes away what this build does without. Throws
 * MIGRATION_PENDING past the deadline, naming the first file that is missing.
 */
export async function awaitMigrated(
  readPlan: () => Promise<MigrationPlan>,
  options: AwaitMigratedOptions,
): Promise<readonly Migration[]> {
  const { log, clock, deadlineMs, tryEveryMs, signal } = options;
  const startedMs = clock.monotonicMs();
  for (let waits = 0; ; waits++) {
    const { todo, deferred } = await readPlan();
    const missing = todo.filter(({ phase }) => phase === "expand").map(({ id }) => id);
    const [first] = missing;
    if (first === undefined) return deferred;
    if (clock.monotonicMs() - startedMs >= deadlineMs) {
      const detail = `${missing.length} of them, the first is ${first}; \`pnpm ops migrate\` applies them`;
      throw new PlatformError("MIGRATION_PENDING", { detail });
    }
    if (waits === 0) logMigrationWaits(log, { missing });
    await clock.sleep(tryEveryMs, signal);
  }
}
