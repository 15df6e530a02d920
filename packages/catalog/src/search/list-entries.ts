import { nextTurn, visitInTurns } from "../in-turns.ts";
import {
  type CatalogEntry,
  compareBy,
  isListed,
  type Placed,
  type Snapshot,
} from "../snapshot/snapshot.ts";
import type { Compare, SortedList } from "../snapshot/sorted-list.ts";
import { correctWord } from "./correct.ts";
import {
  countFacets,
  createFilter,
  type Facets,
  facetsOf,
  isFiltered,
  openFacetCount,
} from "./facets.ts";
import { firstOf } from "./first-of.ts";
import { foldText, foldWords } from "./fold.ts";
import { type ListEntriesInput, maxTerms } from "./list-input.ts";
import { createScore, foldedText } from "./score.ts";
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
/** More than these are counted in a turn of their own. */
const countedAtOnce = 1_000;
/** Scripts that are written without blanks between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * A page of the catalog, out of one snapshot. With a query the best come first, unless another order is asked for; without one the
 * featured. Drafts and removed entries are in no list, count or facet. Where much is looked through, others have their turns in between.
 */
export async function listEntries(
  snapshot: Snapshot,
  index: Pick<SearchIndex, "match">,
  input: ListEntriesInput,
  after: ListPlace | null,
): Promise<EntryList> {
  const query = foldText(input.q ?? "").trim();
  if (query === "") return listAll(snapshot, input, after);
  const sort = input.sort ?? "relevance";
  const found = await find(snapshot, index, query, input);
  if (found.scored.length > countedAtOnce) await nextTurn();
  const compare = sort === "relevance" ? byRelevance : byPlace(compareBy(sort));
  const passing = isFiltered(input) ? found.scored.filter(passesAll(input)) : found.scored;
  const end = after === null ? null : { entry: after, score: after.score };
  const left = end === null ? passing : passing.filter((one) => compare(one, end) > 0);
  const page = firstOf(left, input.limit, compare);
  const last = page.at(-1);
  const isMore = page.length < left.length;
  return {
    generation: snapshot.generation,
    total: passing.length,
    totalCapped: found.isCapped,
    correctedTo: found.correctedTo,
    facets: countFacets(
      found.scored.map(({ entry }) => entry),
      input,
    ),
    entries: page.map(({ entry }) => entry),
    next: isMore && last !== undefined ? placeOf(last) : null,
  };
}

/** Without a query: a page of what is in order already. Unless something is filtered, it costs what the page costs. */
async function listAll(
  snapshot: Snapshot,
  input: ListEntriesInput,
  after: ListPlace | null,
): Promise<EntryList> {
  const sort = input.sort ?? "featured";
  const all = snapshot.listed[sort === "relevance" ? "featured" : sort];
  if (isFiltered(input)) return listPassing(snapshot, all, input, after);
  const start = after === null ? 0 : all.placeAfter(after);
  const page = all.slice(start, input.limit);
  const isMore = start + page.length < all.size;
  return pageOf(snapshot, { total: all.size, facets: facetsOf(snapshot), page, isMore });
}

async function listPassing(
  snapshot: Snapshot,
  all: SortedList<CatalogEntry, Placed>,
  input: ListEntriesInput,
  after: ListPlace | null,
): Promise<EntryList> {
  const passes = createFilter(input);
  const facets = openFacetCount(snapshot, input);
  const start = after === null ? 0 : all.placeAfter(after);
  const page: CatalogEntry[] = [];
  let [place, total, isMore] = [0, 0, false];
  await visitInTurns(all, (entry) => {
    facets.add(entry);
    place += 1;
    if (!passes(entry)) return true;
    total += 1;
    if (place <= start) return true;
    if (page.length < input.limit) page.push(entry);
    else isMore = true;
    return true;
  });
  return pageOf(snapshot, { total, facets: facets.result(), page, isMore });
}

function pageOf(
  { generation }: Snapshot,
  listed: Pick<EntryList, "total" | "facets"> & {
    readonly page: readonly CatalogEntry[];
    readonly isMore: boolean;
  },
): EntryList {
  const { total, facets, page, isMore } = listed;
  const last = page.at(-1);
  return {
    ...{ generation, total, totalCapped: false, correctedTo: null, facets, entries: page },
    next: isMore && last !== undefined ? placeOf({ entry: last, score: 0 }) : null,
  };
}

function passesAll(input: ListEntriesInput): (one: Scored) => boolean {
  const passes = createFilter(input);
  return ({ entry }) => passes(entry);
}

type Ranked = { readonly entry: Placed; readonly score: number };

const byFeatured = compareBy("featured");

function byRelevance(left: Ranked, right: Ranked): number {
  return right.score - left.score || byFeatured(left.entry, right.entry);
}

function byPlace(compare: Compare<Placed>): Compare<Ranked> {
  return (left, right) => compare(left.entry, right.entry);
}

function placeOf({ entry, score }: Scored): ListPlace {
  const { slug, name, featured, status, addedAt, changedAt } = entry;
  return { slug, name, featured, status, addedAt, changedAt, score };
}

async function find(
  snapshot: Snapshot,
  index: Pick<SearchIndex, "match">,
  query: string,
  input: ListEntriesInput,
): Promise<Found> {
  if (unspaced.test(query)) return findPart(snapshot, query);
  const words = foldWords(query).slice(0, maxTerms);
  const direct = match(snapshot, index, words, query, input);
  if (direct.scored.length > 0 || words.length === 0) return direct;
  const corrected: string[] = [];
  for (const word of words) {
    corrected.push((await correctWord(word, snapshot.words)) ?? word);
  }
  const correctedTo = corrected.join(" ");
  if (correctedTo === words.join(" ")) return direct;
  return { ...match(snapshot, index, corrected, correctedTo, input), correctedTo };
}

function match(
  snapshot: Snapshot,
  index: Pick<SearchIndex, "match">,
  words: readonly string[],
  query: string,
  input: ListEntriesInput,
): Found {
  const none = { scored: [], isCapped: false, correctedTo: null };
  if (words.length === 0) return none;
  const short = collect(snapshot, index.match(words, "short"));
  const isEnough = short.entries.filter(createFilter(input)).length >= enough;
  const { entries, isCapped } = isEnough ? short : collect(snapshot, index.match(words, "all"));
  const score = createScore(words, query);
  const scored = entries.map((entry) => ({ entry, score: score(entry) }));
  return { ...none, scored, isCapped };
}

/** Rows that the snapshot does not serve do not count. */
function collect(
  snapshot: Snapshot,
  ids: Iterable<number>,
): { entries: CatalogEntry[]; isCapped: boolean } {
  const entries: CatalogEntry[] = [];
  for (const id of ids) {
    const entry = snapshot.byVersion.get(id);
    if (entry === undefined || !isListed(entry)) continue;
    if (entries.length === countedMost) return { entries, isCapped: true };
    entries.push(entry);
  }
  return { entries, isCapped: false };
}

async function findPart(snapshot: Snapshot, query: string): Promise<Found> {
  const scored: Scored[] = [];
  let isCapped = false;
  await visitInTurns(snapshot.listed.featured, (entry) => {
    if (!foldedText(entry).includes(query)) return true;
    isCapped = scored.length === countedMost;
    if (!isCapped) scored.push({ entry, score: 0 });
    return !isCapped;
  });
  return { scored, isCapped, correctedTo: null };
}
