import type { LeanRecord } from "../lean/lean-record.ts";
import type { RecordKind } from "../path/parse-path.ts";

/** What rules between records need of one. */
export interface RecordFacts {
  readonly kind: RecordKind;
  readonly key: string;
  /** Of an entry: it is never changed. */
  readonly id: string | null;
  /** Names under which others refer to it, each with the sort of reference in front: `category media`. */
  readonly names: readonly string[];
  /** What it refers to, or has to be alone with. */
  readonly refersTo: readonly Reference[];
}

export interface Reference {
  /** As in `names` of what is meant. */
  readonly name: string;
  /** The key of its own file that says so; null for what no key says. */
  readonly key: string | null;
}

/** Takes from the small form of a record what rules between records need. */
export function factsOf(record: LeanRecord): RecordFacts {
  const { kind, key } = record;
  switch (record.kind) {
    case "store":
    case "category":
    case "maintainer":
      return { kind, key, id: null, names: [`${kind} ${key}`], refersTo: [] };
    case "redirect": {
      const { to } = record.lean;
      const refersTo = [
        { name: `slug ${to}`, key: "to" },
        { name: `moved ${to}`, key: "to" },
        { name: `slug ${key}`, key: null },
      ];
      return { kind, key, id: null, names: [`moved ${key}`], refersTo };
    }
    case "entry": {
      const { id, categories, maintainers, replacedBy, requires, provides } = record.lean;
      const names = [
        `slug ${key}`,
        `id ${id.toLowerCase()}`,
        ...[key, ...provides].map((word) => `need ${word}`),
      ];
      const refersTo = [
        { name: `id ${id.toLowerCase()}`, key: "id" },
        ...categories.map((slug, at) => ({ name: `category ${slug}`, key: `categories.${at}` })),
        ...maintainers.map((slug, at) => ({
          name: `maintainer ${slug}`,
          key: `maintainers.${at}`,
        })),
        ...(replacedBy === null ? [] : [{ name: `slug ${replacedBy}`, key: "replacedBy" }]),
        ...requires.map((word, at) => ({ name: `need ${word}`, key: `requires.${at}` })),
      ];
      return { kind, key, id: id.toLowerCase(), names, refersTo };
    }
  }
}

/** Stands in for a record that cannot be read, so that whatever refers to it is not told to be wrong as well. */
export function unreadFacts(kind: RecordKind, key: string): RecordFacts {
  const sorts = kind === "entry" ? ["slug", "need"] : [kind === "redirect" ? "moved" : kind];
  return { kind, key, id: null, names: sorts.map((sort) => `${sort} ${key}`), refersTo: [] };
}
