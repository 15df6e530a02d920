import { visitInTurns } from "../in-turns.ts";

/** Words with their frequency; it does not change. */
export interface Vocabulary {
  get(word: string): number | undefined;
  entries(): Iterable<readonly [string, number]>;
}

/** How many letters may be wrong in a word of this length. */
function tolerance(length: number): number {
  return length >= 8 ? 2 : length >= 4 ? 1 : 0;
}

/**
 * The word of a vocabulary that somebody may have meant: the nearest within the tolerance, of equally near ones the most frequent, then
 * the first by letters. Null when there is none, or the word is in the vocabulary. Every word is looked at, at a quarter of a microsecond
 * each; others have their turns of the event loop in between.
 */
export async function correctWord(word: string, vocabulary: Vocabulary): Promise<string | null> {
  const allowed = tolerance(word.length);
  if (allowed === 0 || vocabulary.get(word) !== undefined) return null;
  const distanceTo = measureFrom(word, allowed);
  let best = null as Near | null;
  await visitInTurns(vocabulary.entries(), ([text, count]) => {
    const distance = distanceTo(text);
    if (distance > allowed) return true;
    const met = { text, distance, count };
    if (best === null || isNearer(met, best)) best = met;
    return true;
  });
  return best === null ? null : best.text;
}

interface Near {
  readonly text: string;
  readonly distance: number;
  readonly count: number;
}

function isNearer(one: Near, other: Near): boolean {
  if (one.distance !== other.distance) return one.distance < other.distance;
  return one.count === other.count ? one.text < other.text : one.count > other.count;
}

/**
 * Edits (one letter more, less, other, or two neighbours exchanged) between a word and others; more than `most` is not told apart. Only the
 * cells of the table are filled that lie within `most` of its diagonal, in three lines that all words share.
 */
function measureFrom(word: string, most: number): (text: string) => number {
  const cells = word.length + most + 1;
  let [twoBefore, before, line] = [0, 1, 2].map(() => new Uint8Array(cells)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const tooMany = most + 1;
  return (text) => {
    if (Math.abs(text.length - word.length) > most) return tooMany;
    for (let at = 0; at <= most && at < cells; at++) before[at] = at;
    for (let row = 1; row <= word.length; row++) {
      const first = Math.max(1, row - most);
      const last = Math.min(text.length, row + most);
      const letter = word.charCodeAt(row - 1);
      line[first - 1] = first === 1 ? row : tooMany;
      let least = first === 1 ? row : tooMany;
      for (let at = first; at <= last; at++) {
        const other = text.charCodeAt(at - 1);
        let cost = (before[at - 1] ?? tooMany) + (letter === other ? 0 : 1);
        cost = Math.min(cost, (line[at - 1] ?? tooMany) + 1);
        // Above the right end of the band the line before has no cell.
        if (at < row + most) cost = Math.min(cost, (before[at] ?? tooMany) + 1);
        const isSwap =
          row > 1 &&
          at > 1 &&
          letter === text.charCodeAt(at - 2) &&
          other === word.charCodeAt(row - 2);
        if (isSwap) cost = Math.min(cost, (twoBefore[at - 2] ?? tooMany) + 1);
        line[at] = cost;
        least = Math.min(least, cost);
      }
      if (least > most) return tooMany;
      [twoBefore, before, line] = [before, line, twoBefore];
    }
    return before[text.length] ?? tooMany;
  };
}
