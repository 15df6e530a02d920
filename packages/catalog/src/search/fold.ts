/** Marks that decomposition has set apart from their letters. */
const marks = /\p{M}+/gu;
/** Most text: nothing in it comes apart. */
const plain = /^\p{ASCII}*$/u;
const between = /[^\p{L}\p{N}]+/u;

/** The text as it is indexed, asked for and scored: without case and accents. */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(marks, "").toLowerCase();
}

/** Its words: runs of letters and digits. */
export function foldWords(text: string): string[] {
  if (plain.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return foldText(text)
    .split(between)
    .filter((word) => word !== "");
}
