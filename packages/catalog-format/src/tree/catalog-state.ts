import { entryFolder } from "../path/parse-path.ts";
import { recordName } from "./group-items.ts";
import type { RecordFacts } from "./record-facts.ts";

/** What rules may ask of all records together. */
export interface RecordView {
  get(name: string): RecordFacts | null;
  /** The names of the records that are called so by others. */
  whoIs(name: string): readonly string[];
  /** The names of the records that refer to it. */
  whoRefersTo(name: string): readonly string[];
  /** How many records lie in a folder such as `apps/gr` or `categories`. */
  countIn(folder: string): number;
  count(): number;
}

/** The facts of all records of one state of a catalog. It holds no text of theirs: about 1 KB an entry. */
export interface CatalogState extends RecordView {
  put(facts: RecordFacts): void;
  remove(name: string): void;
  all(): Iterable<RecordFacts>;
}

export function createCatalogState(facts: Iterable<RecordFacts> = []): CatalogState {
  const records = new Map<string, RecordFacts>();
  const called = createGroups();
  const referring = createGroups();
  const folders = new Map<string, number>();
  const count = (one: RecordFacts, by: number) => {
    for (const folder of foldersOf(one)) folders.set(folder, (folders.get(folder) ?? 0) + by);
  };
  const state: CatalogState = {
    get: (name) => records.get(name) ?? null,
    whoIs: (name) => called.of(name),
    whoRefersTo: (name) => referring.of(name),
    countIn: (folder) => folders.get(folder) ?? 0,
    count: () => records.size,
    all: () => records.values(),
    put(one) {
      const name = recordName(one.kind, one.key);
      state.remove(name);
      records.set(name, one);
      for (const alias of one.names) called.add(alias, name);
      for (const { name: other } of one.refersTo) referring.add(other, name);
      count(one, 1);
    },
    remove(name) {
      const one = records.get(name);
      if (one === undefined) return;
      records.delete(name);
      for (const alias of one.names) called.remove(alias, name);
      for (const { name: other } of one.refersTo) referring.remove(other, name);
      count(one, -1);
    },
  };
  for (const one of facts) state.put(one);
  return state;
}

/**
 * Sees `base` as it would be with some records replaced or gone. Costs what those cost, whatever the size of `base`, which
 * stays as it is.
 */
export function overlay(
  base: RecordView,
  hidden: ReadonlySet<string>,
  own: RecordView,
): RecordView {
  const visible = (names: readonly string[]) => names.filter((name) => !hidden.has(name));
  const replaced = createCatalogState([...hidden].flatMap((name) => base.get(name) ?? []));
  return {
    get: (name) => own.get(name) ?? (hidden.has(name) ? null : base.get(name)),
    whoIs: (name) => [...visible(base.whoIs(name)), ...own.whoIs(name)],
    whoRefersTo: (name) => [...visible(base.whoRefersTo(name)), ...own.whoRefersTo(name)],
    countIn: (folder) => base.countIn(folder) - replaced.countIn(folder) + own.countIn(folder),
    count: () => base.count() - replaced.count() + own.count(),
  };
}

/** The folder in which a record is one of many, and, so that an empty one is known, the folders around it. */
export function foldersOf({ kind, key }: Pick<RecordFacts, "kind" | "key">): readonly string[] {
  switch (kind) {
    case "store":
      return [];
    case "category":
      return ["categories"];
    case "maintainer":
      return ["maintainers"];
    case "redirect":
      return ["slug-history"];
    case "entry":
      return [`apps/${key.slice(0, 2)}`, "apps", entryFolder(key)];
  }
}

interface Groups {
  of(group: string): readonly string[];
  add(group: string, member: string): void;
  remove(group: string, member: string): void;
}

/** Most groups have one member, which needs no set of its own. */
function createGroups(): Groups {
  const groups = new Map<string, string | Set<string>>();
  return {
    of(group) {
      const members = groups.get(group);
      if (members === undefined) return [];
      return typeof members === "string" ? [members] : [...members];
    },
    add(group, member) {
      const members = groups.get(group);
      if (members === undefined || members === member) groups.set(group, member);
      else if (typeof members === "string") groups.set(group, new Set([members, member]));
      else members.add(member);
    },
    remove(group, member) {
      const members = groups.get(group);
      if (members === member) groups.delete(group);
      if (!(members instanceof Set)) return;
      members.delete(member);
      if (members.size === 0) groups.delete(group);
    },
  };
}
