import type { CatalogSyncDeps } from "../context.ts";
import type { NewVersion } from "../generations/new-version.ts";
import { readAddedAt } from "../store.ts";
import { collectDates, type RecordDates } from "./record-dates.ts";

/** When these versions' entries came, and were last changed, from the commits that `after` does not reach. */
export async function datesOf(
  { db, repository, clock }: Pick<CatalogSyncDeps, "db" | "repository" | "clock">,
  after: string | null,
  { commit, versions }: { readonly commit: string; readonly versions: readonly NewVersion[] },
): Promise<Map<string, RecordDates>> {
  const slugs = versions.filter(({ kind }) => kind === "entry").map(({ key }) => key);
  const before = after === null ? new Map<string, Date>() : await readAddedAt(db.orm, slugs);
  const addedAt = (name: string) => before.get(name.replace(/^entry /, ""));
  return collectDates(repository.history(after, commit), addedAt, new Date(clock.nowMs()));
}
