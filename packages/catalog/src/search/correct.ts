/** Words with their frequency. */
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
 * the first by letters. Null when there is none, or the word is in the vocabulary.
 */
export function correctWord(word: string, vocabulary: Vocabulary): string | null {
  const allowed = tolerance(word.length);
  if (allowed === 0 || vocabulary.get(word) !== undefined) return null;
  let best: { text: string; distance: number; count: number } | null = null;
  for (const [text, count] of vocabulary.entries()) {
    if (Math.abs(text.length - word.length) > allowed) continue;
    const distance = distanceWithin(word, text, allowed);
    if (distance > allowed) continue;
    const isBetter =
      best === null ||
      distance < best.distance ||
      (distance === best.distance &&
        (count > best.count || (count === best.count && text < best.text)));
    if (isBetter) best = { text, distance, count };
  }
  return best?.text ?? null;
}

/** Edits (one letter more, less, other, or two neighbours exchanged) between two words; more than `most` is not told apart. */
function distanceWithin(left: string, right: string, most: number): number {
  let twoBefore: number[] = [];
  let before = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    let least = row;
    for (let at = 1; at <= right.length; at++) {
      const isSame = left[row - 1] === right[at - 1];
      let cost = Math.min(
        (before[at] ?? 0) + 1,
        (line[at - 1] ?? 0) + 1,
        (before[at - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1];
      if (isSwap) cost = Math.min(cost, (twoBefore[at - 2] ?? 0) + 1);
      line.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    twoBefore = before;
    before = line;
  }
  return before[right.length] ?? most + 1;
}
