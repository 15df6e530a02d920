/** Each of them multiplies the ways in which a text can be matched by its length. */
const maxRepetitions = 3;
/** Each of them doubles the ways. */
const maxChoices = 6;
const maxRepeats = 200;

/** The longest value that is held against a pattern: with the numbers above some tens of milliseconds at worst. */
export const maxPatternChars = 200;

/**
 * Whether a regular expression can be held against a stranger's text, whoever wrote it: it compiles, and has no
 * backreference, no look-around, no repetition of what repeats or offers a choice, and few of either.
 */
export function isLinearPattern(source: string): boolean {
  if (compilePattern(source) === null) return false;
  const bare = source.replace(/\\[^1-9k]/g, "a").replace(/\[[^\]]*\]/g, "a");
  if (/\\[1-9k]|\(\?(?!:)/.test(bare)) return false;
  const loose = bare.replaceAll("(?:", "(");
  const repetitions = loose.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  const choices = loose.match(/[?|]/g)?.length ?? 0;
  if (repetitions > maxRepetitions || choices > maxChoices) return false;
  return !repeatsRepetition(loose) && countOf(loose) <= maxRepeats;
}

/** The expression for whole values, or null when it is none. */
export function compilePattern(source: string): RegExp | null {
  try {
    return new RegExp(`^(?:${source})$`, "u");
  } catch {
    return null;
  }
}

/** Groups are looked at from the innermost outwards; one that repeats or chooses leaves a mark in its place. */
function repeatsRepetition(loose: string): boolean {
  let rest = loose;
  for (;;) {
    const group = /\(([^()]*)\)([*+]|\{\d+(?:,\d*)?\})?/.exec(rest);
    if (group === null) return false;
    const [whole, inside = "", repeated = ""] = group;
    const isVariable = /[*+|?!{]/.test(inside);
    if (isVariable && repeated !== "") return true;
    const after = rest.slice(group.index + whole.length);
    rest = `${rest.slice(0, group.index)}${isVariable ? "!" : "a"}${repeated}${after}`;
  }
}

function countOf(loose: string): number {
  const counts = [...loose.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [
    Number(least),
    Number(most ?? 0),
  ]);
  return Math.max(0, ...counts);
}
