import { leanOf } from "../lean/lean-record.ts";
import { foldPath, pathPrefixes } from "../path/parse-path.ts";
import { checkReferences, findAffected } from "../rules/check-references.ts";
import { limits } from "../rules/limits.ts";
import { type Problem, problem } from "../rules/problem.ts";
import { createProblemList } from "../rules/problem-list.ts";
import type { CatalogRecord } from "./catalog-record.ts";
import {
  type CatalogState,
  createCatalogState,
  foldersOf,
  overlay,
  type RecordView,
} from "./catalog-state.ts";
import { findCollisions } from "./find-collisions.ts";
import { findHeavy } from "./find-heavy.ts";
import { groupItems, type RecordFiles, recordName } from "./group-items.ts";
import { type ReadFile, readRecordFiles } from "./read-record-files.ts";
import { factsOf, unreadFacts } from "./record-facts.ts";
import type { TreeItem } from "./tree-item.ts";

/** Raised whenever a tree may be judged otherwise than before. */
export const validatorVersion = "2";

/** What is different from an accepted state. For a whole tree the state is empty, and everything is different. */
export interface TreeChange {
  /** All files of each record of which any file differs, also those of its files that do not. */
  readonly items: Iterable<TreeItem>;
  /** Names of records of which nothing is left, as `entry grafana`. */
  readonly removed: readonly string[];
}

/** What came of looking at a tree. */
export interface TreeVerdict {
  /** At most 1,000, sorted by path and place. */
  readonly problems: readonly Problem[];
  /** How many there are. */
  readonly problemCount: number;
  /** Whether it may be taken over: no problem has the weight `error`. */
  readonly isAcceptable: boolean;
  /** Makes the accepted state that of this tree, and answers it. Only for a tree that may be taken over. */
  readonly accept: () => CatalogState;
}

/** A validation on its way: records are read in any order, one at a time, and need not be kept. */
export interface Validation {
  /** What is to be read; files that are too large, or no files, are not among it. */
  readonly records: readonly RecordFiles[];
  /** Whether there is so much in the tree that nothing of it should be read. */
  readonly isHopeless: boolean;
  /** Reads one of `records`. Answers null where a problem keeps it from being a record. */
  add(record: RecordFiles, read: ReadFile): CatalogRecord | null;
  /** Judges what records have to do with one another; afterwards nothing is added. */
  finish(): TreeVerdict;
}

/** Begins to judge what `change` would make of `accepted`. Nothing is read yet. */
export function openValidation(accepted: CatalogState, change: TreeChange): Validation {
  const items = [...change.items];
  const grouped = groupItems(items);
  const problems = createProblemList();
  problems.add(...grouped.problems);
  const changed = new Set([...grouped.records.keys(), ...change.removed]);
  const own = createCatalogState();
  const lines = new Map<string, Readonly<Record<string, number>>>();
  const listed = listedView(accepted, changed, grouped.records.values());
  const crowd = [
    ...findCrowd(listed),
    ...findWide(listed, items, grouped.records.values()),
    ...findHeavy(grouped.records.values()),
  ];
  problems.add(...crowd, ...findTwins(listed, items));
  return {
    records: [...grouped.records.values()],
    isHopeless: crowd.length > 0,
    add(record, read) {
      const found = readRecordFiles(record, read);
      problems.add(...found.problems);
      const { kind, key } = record;
      own.put(found.record === null ? unreadFacts(kind, key) : factsOf(leanOf(found.record)));
      lines.set(recordName(kind, key), found.lines);
      return found.record;
    },
    finish() {
      const view = overlay(accepted, changed, own);
      problems.add(...checkStore(view), ...checkIds(accepted, own));
      for (const name of findAffected(accepted, view, changed)) {
        const facts = view.get(name);
        const lineOf = (record: string, key: string) => lines.get(record)?.[key] ?? null;
        if (facts !== null) problems.add(...checkReferences(view, facts, lineOf));
      }
      return {
        problems: problems.list(),
        problemCount: problems.count(),
        isAcceptable: !problems.hasErrors(),
        accept: () => fold(accepted, changed, own),
      };
    },
  };
}

/** The records as they would be if all that is listed could be read. */
function listedView(
  accepted: RecordView,
  changed: ReadonlySet<string>,
  records: Iterable<RecordFiles>,
): RecordView {
  const facts = Array.from(records, ({ kind, key }) => unreadFacts(kind, key));
  return overlay(accepted, changed, createCatalogState(facts));
}

function findCrowd(view: RecordView): Problem[] {
  const count = view.count();
  if (count <= limits.maxRecords) return [];
  return [
    problem("apps", "tree/too-many", `has ${count} records; ${limits.maxRecords} are allowed`),
  ];
}

function fold(
  accepted: CatalogState,
  changed: ReadonlySet<string>,
  own: CatalogState,
): CatalogState {
  for (const name of changed) accepted.remove(name);
  for (const facts of own.all()) accepted.put(facts);
  return accepted;
}

function checkStore(view: RecordView): Problem[] {
  if (view.get("store store") !== null) return [];
  return [problem("catalog.toml", "store/missing", "is missing, or no store record")];
}

/** Installed apps know their entry by its id, so that of a slug stays what it is. */
function checkIds(accepted: RecordView, own: CatalogState): Problem[] {
  const found: Problem[] = [];
  for (const { kind, key, id } of own.all()) {
    const before = accepted.get(recordName(kind, key));
    if (before === null || id === null || before.id === null || before.id === id) continue;
    const path = `apps/${key.slice(0, 2)}/${key}/app.toml`;
    found.push(
      problem(path, "record/id-changed", `was ${before.id}, and an id stays`, { key: "id" }),
    );
  }
  return found;
}

/** Folders with too much in them: as it is listed now, or together with what was there before. */
function findWide(
  view: RecordView,
  items: readonly TreeItem[],
  records: Iterable<RecordFiles>,
): Problem[] {
  const sizes = countChildren(items.map(({ path }) => path).filter(isOurs));
  for (const folder of new Set([...records].flatMap((record) => foldersOf(record).slice(0, 1)))) {
    sizes.set(folder, Math.max(sizes.get(folder) ?? 0, view.countIn(folder)));
  }
  return [...sizes].flatMap(([folder, size]) => {
    const message = `has ${size} files or folders; ${limits.maxFolderItems} are allowed`;
    return size > limits.maxFolderItems ? [problem(folder, "tree/width", message)] : [];
  });
}

function countChildren(paths: readonly string[]): Map<string, number> {
  const children = new Map<string, Set<string>>();
  for (const prefixes of paths.map(pathPrefixes)) {
    for (const [at, prefix] of prefixes.slice(0, -1).entries()) {
      const inside = children.get(prefix) ?? new Set();
      children.set(prefix, inside.add(prefixes[at + 1] ?? ""));
    }
  }
  return new Map([...children].map(([folder, { size }]) => [folder, size]));
}

function findTwins(view: RecordView, items: readonly TreeItem[]): Problem[] {
  const odd = items
    .map(({ path }) => path)
    .filter((path) => foldPath(path) !== path && isOurs(path));
  if (odd.length === 0) return [];
  const plain = new Set(items.flatMap(({ path }) => pathPrefixes(path)));
  return findCollisions(odd, (path) => plain.has(path) || view.countIn(path) > 0);
}

function isOurs(path: string): boolean {
  const folded = foldPath(path);
  return /^(apps|categories|maintainers|slug-history)(\/|$)|^catalog\.toml(\/|$)/.test(folded);
}
