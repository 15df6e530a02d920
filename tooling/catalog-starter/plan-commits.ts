/** One commit of the starting catalog: what it says, when, and the files that it adds. */
export interface PlannedCommit {
  readonly subject: string;
  readonly atSeconds: number;
  readonly paths: readonly string[];
}

const firstAtSeconds = Date.UTC(2026, 8, 1, 8) / 1_000;
const betweenSeconds = 3_600;
const entriesPerCommit = 7;

/** Spreads the files over a history as people would have written it: what entries refer to comes before them. */
export function planCommits(paths: readonly string[]): PlannedCommit[] {
  const sorted = paths.toSorted((a, b) => (a < b ? -1 : 1));
  const below = (folder: string) => sorted.filter((path) => path.startsWith(`${folder}/`));
  const root = sorted.filter((path) => !path.includes("/"));
  const steps: [string, readonly string[]][] = [
    ["Begin the catalog", root],
    ["Add categories and maintainers", [...below("categories"), ...below("maintainers")]],
    ...planEntries(below("apps")),
    ["Lead former addresses on", below("slug-history")],
  ];
  return steps.map(([subject, added], at) => ({
    ...{ subject, atSeconds: firstAtSeconds + at * betweenSeconds, paths: added },
  }));
}

function planEntries(paths: readonly string[]): [string, readonly string[]][] {
  const slugOf = (path: string) => path.split("/")[2] ?? "";
  const slugs = [...new Set(paths.map(slugOf))].toSorted();
  const commits: [string, readonly string[]][] = [];
  for (let at = 0; at < slugs.length; at += entriesPerCommit) {
    const some = slugs.slice(at, at + entriesPerCommit);
    const added = paths.filter((path) => some.includes(slugOf(path)));
    commits.push([`Add ${some.join(", ")}`, added]);
  }
  return commits;
}
