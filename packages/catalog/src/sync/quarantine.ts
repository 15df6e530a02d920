import { createHash } from "node:crypto";
import { type CatalogState, type Problem, parsePath, recordName } from "@homeport/catalog-format";
import type { JudgedChange, ListedChange } from "./judge-commit.ts";

/** What becomes of a commit in which an entry has problems: none of it is taken, or all but that entry. */
export const onInvalidWords = ["reject", "quarantine"] as const;
export type OnInvalid = (typeof onInvalidWords)[number];

/** An entry that is not taken as it is. */
export interface QuarantinedEntry {
  readonly slug: string;
  /** Follows its files: the same ones are refused the same way. */
  readonly oid: string;
  readonly problems: readonly Problem[];
}

/** A commit in which more than this share of entries is bad is no catalog with slips, but a broken one. */
const mostShare = 0.2;
const fewAlways = 10;
/** An entry that is left out may leave others with a reference to nothing, and so on. */
const mostRounds = 5;
const problemsKept = 20;

/**
 * Leaves bad entries out of a change, so that the rest can go live: they keep their last good version, or are absent where they are new,
 * until their files change. A change with any other problem, or with too many bad entries, stays as it was judged.
 */
export async function quarantine(
  state: CatalogState,
  change: ListedChange,
  judged: JudgedChange,
  judge: (change: ListedChange) => Promise<JudgedChange>,
): Promise<JudgedChange & { readonly quarantined: readonly QuarantinedEntry[] }> {
  const entries = countEntries(state, change);
  const bad = new Map<string, readonly Problem[]>();
  let current = judged;
  for (let round = 0; round < mostRounds && !current.verdict.isAcceptable; round++) {
    const found = badEntries(current);
    if (found === null) break;
    for (const [slug, problems] of found) bad.set(slug, problems);
    if (bad.size >= fewAlways && bad.size > entries * mostShare) break;
    current = await judge(without(change, bad));
  }
  if (!current.verdict.isAcceptable) return { ...judged, quarantined: [] };
  const quarantined = [...bad].map(([slug, problems]) => ({
    ...{ slug, oid: nameFiles(change, slug), problems: problems.slice(0, problemsKept) },
  }));
  return { ...current, quarantined };
}

/** What is wrong, by entry; null where something is that no single entry answers for, or where not all is known. */
function badEntries({ verdict }: JudgedChange): Map<string, Problem[]> | null {
  if (verdict.problems.length < verdict.problemCount) return null;
  const found = new Map<string, Problem[]>();
  for (const problem of verdict.problems.filter(({ weight }) => weight === "error")) {
    const slug = problem.rule.startsWith("tree/") ? null : slugOf(problem.path);
    if (slug === null) return null;
    found.set(slug, [...(found.get(slug) ?? []), problem]);
  }
  return found;
}

function slugOf(path: string): string | null {
  const at = parsePath(path);
  return at.is === "file" && at.kind === "entry" ? at.key : null;
}

function without(change: ListedChange, bad: ReadonlyMap<string, unknown>): ListedChange {
  return {
    items: change.items.filter(({ path }) => !bad.has(slugOf(path) ?? "")),
    removed: change.removed,
  };
}

function countEntries(state: CatalogState, change: ListedChange): number {
  const slugs = new Set(change.items.flatMap(({ path }) => slugOf(path) ?? []));
  const fresh = [...slugs].filter((slug) => state.get(recordName("entry", slug)) === null);
  return state.countIn("apps") + fresh.length;
}

function nameFiles({ items }: ListedChange, slug: string): string {
  const own = items.filter(({ path }) => slugOf(path) === slug);
  const lines = own.map(({ oid, path }) => `${oid} ${path}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
