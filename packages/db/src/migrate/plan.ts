import type { Migration } from "./files.ts";
import { isAtLeast } from "./version.ts";

export interface MigrationPlan {
  readonly todo: readonly Migration[];
  /** Contract files that some live replica is too old for, and those behind them. */
  readonly deferred: readonly Migration[];
}

/**
 * What may be applied while replicas of these versions are live. A contract file takes away what older versions use, so it
 * waits for the last of them; contract files behind it wait with it, since they were written one after the other. Expand
 * files only add, and go on: the version that brings them cannot serve without.
 */
export function planMigrations(
  pending: readonly Migration[],
  liveVersions: readonly string[],
): MigrationPlan {
  const todo: Migration[] = [];
  const deferred: Migration[] = [];
  for (const migration of pending) {
    const { requires } = migration;
    const waits =
      requires !== null &&
      (deferred.length > 0 || !liveVersions.every((version) => isAtLeast(version, requires)));
    (waits ? deferred : todo).push(migration);
  }
  return { todo, deferred };
}
