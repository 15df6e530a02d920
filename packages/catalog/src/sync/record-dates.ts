import { parsePath, recordName } from "@homeport/catalog-format";
import type { Touch } from "../git/history.ts";

/** When a record came into the catalog, and when it was last changed. */
export interface RecordDates {
  readonly addedAt: Date;
  readonly changedAt: Date;
}

/**
 * The dates of all records that these commits touched, which come the newest first. A record that was there before keeps its
 * `addedAt`. A committer's clock may run ahead: nothing is dated after `now`.
 */
export async function collectDates(
  history: AsyncIterable<Touch>,
  before: (name: string) => Date | undefined,
  now: Date,
): Promise<Map<string, RecordDates>> {
  const dates = new Map<string, RecordDates>();
  for await (const { at, paths } of history) {
    const then = at > now ? now : at;
    for (const name of recordsOf(paths)) {
      const addedAt = before(name) ?? then;
      dates.set(name, { addedAt, changedAt: dates.get(name)?.changedAt ?? then });
    }
  }
  return dates;
}

function recordsOf(paths: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const path of paths) {
    const place = parsePath(path);
    if (place.is === "file") names.add(recordName(place.kind, place.key));
  }
  return names;
}
