import { type Clock, type Log, PlatformError, systemClock } from "@homeport/platform";
import { logContractDeferred, logMigrated, logMigrationWaits, logSchemaAhead } from "../events.ts";
import { type Connection, openConnection } from "../pool/connection.ts";
import { awaitMigrated } from "./await-migrated.ts";
import { type Migration, migrationsFolder, readMigrations } from "./files.ts";
import { type MigrationPlan, planMigrations } from "./plan.ts";
import {
  type AppliedMigration,
  applyMigration,
  createMigrationsTable,
  describeHolder,
  endWithClient,
  migrationLockKey,
  selectApplied,
  selectLiveVersions,
  tryLock,
  unlock,
} from "./store.ts";

/**
 * What a process does about migrations that the database lacks: it applies them, waits until another one has, or says so
 * and does not go on.
 */
export type MigrateMode = "auto" | "wait" | "off";

export interface MigrateOptions {
  /** Past a transaction-mode pooler: the lock belongs to a connection. */
  url: string;
  log: Log;
  clock?: Clock;
  /** Stands in `application_name` and in `schema_migrations.applied_by`. */
  appliedBy?: string;
  /** Of the process that asks. It is not in the registry yet, and counts as live. */
  version?: string;
  folder?: string;
  /** `auto` unless told. */
  mode?: MigrateMode;
  /** How long to try for the lock, or to wait for another process, in ms. */
  deadlineMs?: number;
  tryEveryMs?: number;
  /** Ends the wait between two tries, for example because the process was told to stop. */
  signal?: AbortSignal;
}

export interface MigrateResult {
  /** The newest migration of this build: what the registry shows. */
  version: string;
  /** Which were applied by this call. */
  applied: string[];
  /** Contract files that wait for older replicas to go. */
  deferred: string[];
}

const defaultDeadlineMs = 60_000;
const defaultTryEveryMs = 500;

/**
 * Brings the database to this build's schema. With nothing pending no lock is taken; else one process
 * at a time applies each file in its own transaction, and the others try for the lock, never waiting on
 * it, until there is nothing left to do. A contract file waits until no live replica is older than it
 * requires. Throws MIGRATION_LOCKED past the deadline, naming key and
 * holder, and MIGRATION_CHANGED when a file differs from what was applied. A database that is ahead
 * of this build is served. In the modes that apply nothing, MIGRATION_PENDING says that no other process
 * did: after the deadline, or at once.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const { log, appliedBy = "migrate" } = options;
  const migrations = await readMigrations(options.folder ?? migrationsFolder);
  const sql = openConnection({ url: options.url, applicationName: `homeport-${appliedBy}` });
  try {
    const { applied, deferred } = await reach(sql, migrations, { ...options, appliedBy });
    for (const { id, requires } of deferred) logContractDeferred(log, { id, requires });
    const known = new Set(migrations.map((migration) => migration.id));
    const ahead = (await selectApplied(sql)).map(({ id }) => id).filter((id) => !known.has(id));
    if (ahead.length > 0) logSchemaAhead(log, { ahead });
    const version = migrations.at(-1)?.id ?? "";
    return { version, applied, deferred: deferred.map(({ id }) => id) };
  } finally {
    await sql.close(1_000);
  }
}

interface Brought {
  readonly applied: string[];
  readonly deferred: readonly Migration[];
}

type ReachOptions = MigrateOptions & { appliedBy: string };

async function reach(
  sql: Connection,
  migrations: readonly Migration[],
  options: ReachOptions,
): Promise<Brought> {
  const { log, mode = "auto", clock = systemClock, signal } = options;
  if (mode === "auto") return bringUp(sql, migrations, options);
  const deadlineMs = mode === "off" ? 0 : (options.deadlineMs ?? defaultDeadlineMs);
  const tryEveryMs = options.tryEveryMs ?? defaultTryEveryMs;
  const deferred = await awaitMigrated(() => plan(sql, migrations, options), {
    ...{ log, clock, deadlineMs, tryEveryMs },
    ...(signal === undefined ? {} : { signal }),
  });
  return { applied: [], deferred };
}

async function bringUp(
  sql: Connection,
  migrations: readonly Migration[],
  options: ReachOptions,
): Promise<Brought> {
  const clock = options.clock ?? systemClock;
  const startedMs = clock.monotonicMs();
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  for (let waits = 0; ; waits++) {
    const { todo, deferred } = await plan(sql, migrations, options);
    if (todo.length === 0) return { applied: [], deferred };
    if (await tryLock(sql)) return applyUnderLock(sql, migrations, options, clock);
    const holder = await describeHolder(sql);
    if (waits === 0) logMigrationWaits(options.log, { holder });
    if (clock.monotonicMs() - startedMs >= deadlineMs) {
      const detail = `advisory lock ${migrationLockKey} is held by ${holder}`;
      throw new PlatformError("MIGRATION_LOCKED", { detail });
    }
    await clock.sleep(options.tryEveryMs ?? defaultTryEveryMs, options.signal);
  }
}

async function applyUnderLock(
  sql: Connection,
  migrations: readonly Migration[],
  options: ReachOptions,
  clock: Clock,
): Promise<Brought> {
  const { log, appliedBy } = options;
  try {
    await endWithClient(sql);
    await createMigrationsTable(sql);
    // Read again: another process may have migrated between the first look and the lock.
    const { todo, deferred } = await plan(sql, migrations, options);
    for (const migration of todo) {
      const startedMs = clock.monotonicMs();
      await applyMigration(sql, migration, appliedBy);
      const tookMs = Math.round(clock.monotonicMs() - startedMs);
      logMigrated(log, { id: migration.id, tookMs });
    }
    return { applied: todo.map((migration) => migration.id), deferred };
  } finally {
    await unlock(sql);
  }
}

/** Who is live is asked only where a contract file is pending. */
async function plan(
  sql: Connection,
  migrations: readonly Migration[],
  { version }: MigrateOptions,
): Promise<MigrationPlan> {
  const left = pending(migrations, await selectApplied(sql));
  if (left.every(({ requires }) => requires === null)) return { todo: left, deferred: [] };
  const own = version === undefined ? [] : [version];
  return planMigrations(left, [...own, ...(await selectLiveVersions(sql))]);
}

/** What is left to apply. Throws MIGRATION_CHANGED when the history is not the one in the folder. */
function pending(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const hashes = new Map(applied.map(({ id, sha256 }) => [id, sha256]));
  for (const { id, sha256 } of migrations) {
    const before = hashes.get(id);
    if (before !== undefined && before !== sha256) {
      const detail = `${id}: applied with ${before.slice(0, 12)}, now ${sha256.slice(0, 12)}`;
      throw new PlatformError("MIGRATION_CHANGED", { detail });
    }
  }
  return migrations.filter(({ id }) => !hashes.has(id));
}
