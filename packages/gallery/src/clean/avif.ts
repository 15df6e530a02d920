import { type Box, readBoxes } from "./boxes.ts";
import { damaged } from "./damaged.ts";
import { readItems } from "./items.ts";

export const itemList = "iinf";

/** Boxes at the top that make pixels. All others are blanked where they stand. */
const pixelBoxes: ReadonlySet<string> = new Set(["ftyp", "meta", "mdat", "moov", "free"]);

/**
 * An AVIF of the same length in which the bytes of EXIF and XMP items are zero, and boxes of anything but pixels are free
 * space: everything else keeps its place, so that offsets hold.
 */
export function cleanAvif(bytes: Buffer): Buffer[] {
  const copy = Buffer.from(bytes);
  const boxes = readBoxes(copy, 0, copy.length);
  if (boxes[0]?.name !== "ftyp") throw damaged("no AVIF");
  for (const box of boxes) {
    if (!pixelBoxes.has(box.name) || box.name === "free") blank(copy, box);
    if (box.name === "moov") blankWords(copy, box);
  }
  const meta = boxes.find((box) => box.name === "meta");
  if (meta === undefined) throw damaged("no items");
  for (const { from, to } of readItems(copy, meta)) copy.fill(0, from, to);
  return apart(copy, meta);
}

/** The list of items by itself: it names what was blanked, so that whoever looks for such names can pass it over. */
function apart(bytes: Buffer, meta: Box): Buffer[] {
  const list = readBoxes(bytes, meta.bodyAt + 4, meta.end).find((box) => box.name === itemList);
  return list === undefined
    ? [bytes]
    : [bytes.subarray(0, list.at), bytes.subarray(list.at, list.end), bytes.subarray(list.end)];
}

/** What a film says beside its frames. */
function blankWords(bytes: Buffer, box: Box): void {
  for (const inner of readBoxes(bytes, box.bodyAt, box.end)) {
    if (inner.name === "udta" || inner.name === "meta" || inner.name === "uuid") {
      blank(bytes, inner);
    } else if (inner.name === "trak") {
      blankWords(bytes, inner);
    }
  }
}

function blank(bytes: Buffer, { at, bodyAt, end }: Box): void {
  bytes.write("free", at + 4, "latin1");
  bytes.fill(0, bodyAt, end);
}
