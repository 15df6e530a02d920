import type { CatalogEntry } from "../snapshot/snapshot.ts";
import { foldText, foldWords } from "./fold.ts";

const weights = { nameWord: 10, namePrefix: 8, tag: 5, summary: 4, elsewhere: 1 } as const;
const whole = { equal: 20, begins: 12 } as const;

/**
 * How well an entry answers a query. It hangs on the entry's words alone, never on what else an index holds or held: so every
 * replica gives the same order, whatever it has been through.
 */
export function scoreEntry(entry: CatalogEntry, words: readonly string[], query: string): number {
  const name = foldWords(`${entry.name} ${entry.slug}`);
  const tags = new Set(entry.tags.flatMap(foldWords));
  const summary = foldWords(entry.summary);
  let score = 0;
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1;
    const isIn = (some: Iterable<string>) =>
      [...some].some((one) => one === word || (isLast && one.startsWith(word)));
    if (name.includes(word)) score += weights.nameWord;
    else if (name.some((one) => one.startsWith(word))) score += weights.namePrefix;
    else if (isIn(tags)) score += weights.tag;
    else if (isIn(summary)) score += weights.summary;
    else score += weights.elsewhere;
  }
  const foldedName = foldText(entry.name);
  if (foldedName === query || entry.slug === query) return score + whole.equal;
  return foldedName.startsWith(query) ? score + whole.begins : score;
}
