import type { CatalogEntry } from "../snapshot/snapshot.ts";
import { foldText, foldWords } from "./fold.ts";

const weights = { nameWord: 10, namePrefix: 8, tag: 5, summary: 4, elsewhere: 1 } as const;
const whole = { equal: 20, begins: 12 } as const;

/** An entry's words with a blank before and after each, so that a word, or the beginning of one, is found as text. */
interface FoldedEntry {
  readonly foldedName: string;
  readonly name: string;
  readonly tags: string;
  readonly summary: string;
}

const folded = new WeakMap<CatalogEntry, FoldedEntry>();

/** Folded once, when the entry is first found: most searches find the same few. */
function fold(entry: CatalogEntry): FoldedEntry {
  const known = folded.get(entry);
  if (known !== undefined) return known;
  const made = {
    foldedName: foldText(entry.name),
    name: asWords(`${entry.name} ${entry.slug}`),
    tags: asWords(entry.tags.join(" ")),
    summary: asWords(entry.summary),
  };
  folded.set(entry, made);
  return made;
}

const texts = new WeakMap<CatalogEntry, string>();

/** All that is searched for a part of it, folded once: scripts without blanks are looked for in every entry there is. */
export function foldedText(entry: CatalogEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const made = foldText([entry.name, entry.slug, entry.summary, ...entry.tags].join(" "));
  texts.set(entry, made);
  return made;
}

function asWords(text: string): string {
  return ` ${foldWords(text).join(" ")} `;
}

/**
 * How well entries answer a query, by the words of each. It hangs on the entry's words alone, never on what else an index holds or
 * held: so every replica gives the same order, whatever it has been through.
 */
export function createScore(
  words: readonly string[],
  query: string,
): (entry: CatalogEntry) => number {
  const terms = words.map((word, at) => {
    const [begins, exact] = [` ${word}`, ` ${word} `];
    return { begins, exact, sought: at === words.length - 1 ? begins : exact };
  });
  return (entry) => {
    const { foldedName, name, tags, summary } = fold(entry);
    let score = 0;
    for (const { begins, exact, sought } of terms) {
      if (name.includes(begins)) {
        score += name.includes(exact) ? weights.nameWord : weights.namePrefix;
      } else if (tags.includes(sought)) score += weights.tag;
      else if (summary.includes(sought)) score += weights.summary;
      else score += weights.elsewhere;
    }
    if (foldedName === query || entry.slug === query) return score + whole.equal;
    return foldedName.startsWith(query) ? score + whole.begins : score;
  };
}
