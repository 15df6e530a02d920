import {
  type CatalogEntry,
  compareBy,
  isListed,
  type Placed,
  type Snapshot,
} from "../snapshot/snapshot.ts";
import type { Compare } from "../snapshot/sorted.ts";
import { correctWord } from "./correct.ts";
import { countFacets, type Facets, passesFilters } from "./facets.ts";
import { foldText, foldWords } from "./fold.ts";
import { type ListEntriesInput, maxTerms } from "./list-input.ts";
import { scoreEntry } from "./score.ts";
import type { SearchIndex } from "./search-index.ts";

/** Where a page ends: enough to go on from there at any replica, in whatever generation it serves. */
export type ListPlace = Placed & { readonly score: number };

export interface EntryList {
  readonly generation: number;
  readonly total: number;
  /** There may be more: counting stopped there. */
  readonly totalCapped: boolean;
  /** The query that was answered instead, where nothing answers what was asked. */
  readonly correctedTo: string | null;
  readonly facets: Facets;
  readonly entries: readonly CatalogEntry[];
  readonly next: ListPlace | null;
}

interface Scored {
  readonly entry: CatalogEntry;
  readonly score: number;
}

interface Found {
  readonly scored: readonly Scored[];
  readonly isCapped: boolean;
  readonly correctedTo: string | null;
}

/** Fewer than these by name, tags and summary: then descriptions are searched, too. */
const enough = 200;
const countedMost = 5_000;
/** Scripts that are written without blanks between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * A page of the catalog, out of one snapshot. With a query the best come first, unless another order is asked for; without one the
 * featured. Drafts and removed entries are in no list, count or facet.
 */
export function listEntries(
  snapshot: Snapshot,
  index: SearchIndex,
  input: ListEntriesInput,
  after: ListPlace | null,
): EntryList {
  const query = foldText(input.q ?? "").trim();
  const sort = input.sort ?? (query === "" ? "featured" : "relevance");
  const found = query === "" ? null : find(snapshot, index, query, input);
  const compare = sort === "relevance" ? byRelevance : byPlace(compareBy(sort));
  const all = found?.scored ?? unscored(snapshot.listed[sort === "relevance" ? "featured" : sort]);
  const passing = all.filter(({ entry }) => passesFilters(entry, input));
  const ordered = found === null ? passing : passing.sort(compare);
  const end = after === null ? null : { entry: after, score: after.score };
  const start = end === null ? 0 : ordered.findIndex((one) => compare(one, end) > 0);
  const page = start === -1 ? [] : ordered.slice(start, start + input.limit);
  const last = page.at(-1);
  const isMore = start !== -1 && start + input.limit < ordered.length;
  return {
    generation: snapshot.generation,
    total: ordered.length,
    totalCapped: found?.isCapped ?? false,
    correctedTo: found?.correctedTo ?? null,
    facets: countFacets(
      all.map(({ entry }) => entry),
      input,
    ),
    entries: page.map(({ entry }) => entry),
    next: isMore && last !== undefined ? placeOf(last) : null,
  };
}

type Ranked = { readonly entry: Placed; readonly score: number };

const byFeatured = compareBy("featured");

function byRelevance(left: Ranked, right: Ranked): number {
  return right.score - left.score || byFeatured(left.entry, right.entry);
}

function byPlace(compare: Compare<Placed>): Compare<Ranked> {
  return (left, right) => compare(left.entry, right.entry);
}

function unscored(entries: readonly CatalogEntry[]): Scored[] {
  return entries.map((entry) => ({ entry, score: 0 }));
}

function placeOf({ entry, score }: Scored): ListPlace {
  const { slug, name, featured, status, addedAt, changedAt } = entry;
  return { slug, name, featured, status, addedAt, changedAt, score };
}

function find(
  snapshot: Snapshot,
  index: SearchIndex,
  query: string,
  input: ListEntriesInput,
): Found {
  if (unspaced.test(query)) return findPart(snapshot, query);
  const words = foldWords(query).slice(0, maxTerms);
  const direct = match(snapshot, index, words, query, input);
  if (direct.scored.length > 0 || words.length === 0) return direct;
  const vocabulary = wordsOf(snapshot);
  const corrected = words.map((word) => correctWord(word, vocabulary) ?? word);
  const correctedTo = corrected.join(" ");
  if (correctedTo === words.join(" ")) return direct;
  return { ...match(snapshot, index, corrected, correctedTo, input), correctedTo };
}

function match(
  snapshot: Snapshot,
  index: SearchIndex,
  words: readonly string[],
  query: string,
  input: ListEntriesInput,
): Found {
  const none = { scored: [], isCapped: false, correctedTo: null };
  if (words.length === 0) return none;
  const short = collect(snapshot, index.match(words, "short"));
  const isEnough = short.entries.filter((entry) => passesFilters(entry, input)).length >= enough;
  const { entries, isCapped } = isEnough ? short : collect(snapshot, index.match(words, "all"));
  const scored = entries.map((entry) => ({ entry, score: scoreEntry(entry, words, query) }));
  return { ...none, scored, isCapped };
}

/** Rows that the snapshot does not serve do not count. */
function collect(
  snapshot: Snapshot,
  ids: Iterable<number>,
): { entries: CatalogEntry[]; isCapped: boolean } {
  const entries: CatalogEntry[] = [];
  for (const id of ids) {
    const entry = snapshot.byVersion.get(String(id));
    if (entry === undefined || !isListed(entry)) continue;
    if (entries.length === countedMost) return { entries, isCapped: true };
    entries.push(entry);
  }
  return { entries, isCapped: false };
}

function findPart(snapshot: Snapshot, query: string): Found {
  const entries = snapshot.listed.featured.filter((entry) =>
    foldText([entry.name, entry.slug, entry.summary, ...entry.tags].join(" ")).includes(query),
  );
  return { scored: unscored(entries), isCapped: false, correctedTo: null };
}

const vocabularies = new WeakMap<Snapshot, ReadonlyMap<string, number>>();

/** The words of public names, slugs and tags with their frequency; made once a snapshot, when somebody mistypes. */
function wordsOf(snapshot: Snapshot): ReadonlyMap<string, number> {
  const known = vocabularies.get(snapshot);
  if (known !== undefined) return known;
  const words = new Map<string, number>();
  for (const { name, slug, tags } of snapshot.listed.featured) {
    for (const word of new Set(foldWords([name, slug, ...tags].join(" ")))) {
      words.set(word, (words.get(word) ?? 0) + 1);
    }
  }
  vocabularies.set(snapshot, words);
  return words;
}
