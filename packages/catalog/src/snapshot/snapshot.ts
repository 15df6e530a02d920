import type { Category, LeanEntry, Maintainer, Redirect, Store } from "@homeport/catalog-format";
import { foldWords } from "../search/fold.ts";
import { emptyShards, type Shards } from "./shards.ts";
import { type Compare, emptySortedList, type SortedList } from "./sorted-list.ts";
import { changeTally, emptyTally, type Tally } from "./tally.ts";

/** An entry as lists and search see it. */
export interface CatalogEntry extends LeanEntry {
  readonly versionId: number;
  readonly addedAt: string;
  readonly changedAt: string;
  /** The hashes of its pictures besides the icon. */
  readonly screenshots: readonly string[];
}

/** One record of a generation, as the mirror has it. */
export type SnapshotRecord =
  | { readonly kind: "store"; readonly key: string; readonly lean: Store }
  | { readonly kind: "category"; readonly key: string; readonly lean: Category }
  | { readonly kind: "maintainer"; readonly key: string; readonly lean: Maintainer }
  | { readonly kind: "redirect"; readonly key: string; readonly lean: Redirect }
  | { readonly kind: "entry"; readonly key: string; readonly lean: CatalogEntry };

/** Which generation it is, of which history. */
export interface SnapshotHead {
  readonly lineage: string;
  readonly generation: number;
  readonly commit: string;
  readonly acceptedAt: Date;
}

export const sorts = ["featured", "name", "updated", "new"] as const;
export type Sort = (typeof sorts)[number];

export const facetNames = ["category", "tag", "architecture", "license"] as const;
export type FacetName = (typeof facetNames)[number];

/**
 * One generation, whole and never changed. Who answers a request takes it once and reads nothing else: the next generation is another
 * object, which is put in this one's place when it is complete.
 */
export interface Snapshot extends SnapshotHead {
  readonly store: Store | null;
  readonly categories: ReadonlyMap<string, Category>;
  readonly maintainers: ReadonlyMap<string, Maintainer>;
  readonly redirects: ReadonlyMap<string, Redirect>;
  /** Every entry by its slug, drafts and removed ones too. */
  readonly entries: Shards<CatalogEntry>;
  /** The entry that a version is of, where it is the one served now. */
  readonly byVersion: Shards<CatalogEntry, number>;
  /** What is listed, in each order: active and deprecated entries, the deprecated ones last. */
  readonly listed: Readonly<Record<Sort, SortedList<CatalogEntry, Placed>>>;
  /** How many listed entries have each value. */
  readonly facets: Readonly<Record<FacetName, Tally>>;
  /** The words of listed entries' names, slugs and tags. */
  readonly words: Tally;
  /** The hashes of pictures that anybody may see: of every entry but the drafts. */
  readonly pictures: Tally;
}

/** Records that are from this generation on, and those of which nothing is left. */
export interface SnapshotDelta {
  readonly put: readonly SnapshotRecord[];
  readonly removed: readonly Pick<SnapshotRecord, "kind" | "key">[];
}

export function isListed(entry: LeanEntry): boolean {
  return entry.status === "active" || entry.status === "deprecated";
}

/** What the place of an entry in any order hangs on. */
export type Placed = Pick<
  CatalogEntry,
  "slug" | "name" | "featured" | "status" | "addedAt" | "changedAt"
>;

const bySlug: Compare<Placed> = (left, right) => compareText(left.slug, right.slug);

const compares: Readonly<Record<Sort, Compare<Placed>>> = {
  featured: (left, right) => Number(right.featured) - Number(left.featured),
  name: (left, right) => compareText(left.name.toLowerCase(), right.name.toLowerCase()),
  updated: (left, right) => compareText(right.changedAt, left.changedAt),
  new: (left, right) => compareText(right.addedAt, left.addedAt),
};

/** The order of a list; ties by slug, so that it is the same on every replica. */
export function compareBy(sort: Sort): Compare<Placed> {
  const compare = compares[sort];
  return (left, right) =>
    Number(left.status === "deprecated") - Number(right.status === "deprecated") ||
    compare(left, right) ||
    bySlug(left, right);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A catalog before its first generation. */
export function emptySnapshot(head: SnapshotHead): Snapshot {
  return {
    ...head,
    store: null,
    categories: new Map(),
    maintainers: new Map(),
    redirects: new Map(),
    entries: emptyShards(),
    byVersion: emptyShards(),
    listed: {
      featured: emptySortedList(compareBy("featured")),
      name: emptySortedList(compareBy("name")),
      updated: emptySortedList(compareBy("updated")),
      new: emptySortedList(compareBy("new")),
    },
    facets: {
      category: emptyTally,
      tag: emptyTally,
      architecture: emptyTally,
      license: emptyTally,
    },
    words: emptyTally,
    pictures: emptyTally,
  };
}

/** The next generation beside this one, which stays as it is. */
export function changeSnapshot(
  before: Snapshot,
  head: SnapshotHead,
  delta: SnapshotDelta,
): Snapshot {
  const put = delta.put.filter((record) => record.kind === "entry").map(({ lean }) => lean);
  const gone = delta.removed.filter(({ kind }) => kind === "entry").map(({ key }) => key);
  const replaced = [...gone, ...put.map(({ slug }) => slug)].flatMap(
    (slug) => before.entries.get(slug) ?? [],
  );
  const out = replaced.filter(isListed);
  const come = put.filter(isListed);
  const relist = (sort: Sort) => before.listed[sort].change(out, come);
  const recount = (facet: FacetName) => {
    const valuesIn = (entries: readonly CatalogEntry[]) =>
      entries.flatMap((entry) => facetValues(entry, facet));
    return changeTally(before.facets[facet], valuesIn(out), valuesIn(come));
  };
  return {
    ...head,
    store: delta.put.find((record) => record.kind === "store")?.lean ?? before.store,
    categories: changeMap(
      before.categories,
      delta.put.filter((record) => record.kind === "category"),
      delta.removed.filter((record) => record.kind === "category"),
    ),
    maintainers: changeMap(
      before.maintainers,
      delta.put.filter((record) => record.kind === "maintainer"),
      delta.removed.filter((record) => record.kind === "maintainer"),
    ),
    redirects: changeMap(
      before.redirects,
      delta.put.filter((record) => record.kind === "redirect"),
      delta.removed.filter((record) => record.kind === "redirect"),
    ),
    entries: before.entries.change(
      put.map((entry) => [entry.slug, entry] as const),
      gone,
    ),
    byVersion: before.byVersion.change(
      put.map((entry) => [entry.versionId, entry] as const),
      replaced.map(({ versionId }) => versionId),
    ),
    listed: {
      featured: relist("featured"),
      name: relist("name"),
      updated: relist("updated"),
      new: relist("new"),
    },
    facets: {
      category: recount("category"),
      tag: recount("tag"),
      architecture: recount("architecture"),
      license: recount("license"),
    },
    words: changeTally(before.words, out.flatMap(wordsOf), come.flatMap(wordsOf)),
    pictures: changeTally(before.pictures, replaced.flatMap(picturesOf), put.flatMap(picturesOf)),
  };
}

/** What an entry counts under in a facet. */
export function facetValues(entry: CatalogEntry, facet: FacetName): readonly string[] {
  switch (facet) {
    case "category":
      return entry.categories;
    case "tag":
      return entry.tags;
    case "architecture":
      return entry.architectures;
    case "license":
      return [entry.license];
  }
}

function picturesOf({ status, icon, screenshots }: CatalogEntry): string[] {
  return status === "draft" ? [] : [icon.sha256, ...screenshots];
}

function wordsOf({ name, slug, tags }: CatalogEntry): string[] {
  return [...new Set(foldWords([name, slug, ...tags].join(" ")))];
}

/** These are few: a change of one copies them all. */
function changeMap<V>(
  before: ReadonlyMap<string, V>,
  put: readonly { readonly key: string; readonly lean: V }[],
  removed: SnapshotDelta["removed"],
): ReadonlyMap<string, V> {
  if (put.length === 0 && removed.length === 0) return before;
  const next = new Map(before);
  for (const { key } of removed) next.delete(key);
  for (const { key, lean } of put) next.set(key, lean);
  return next;
}
