import { damaged } from "./damaged.ts";

/** One box of an ISO file: a name, and bytes from `bodyAt` to `end`. */
export interface Box {
  readonly name: string;
  readonly at: number;
  readonly bodyAt: number;
  readonly end: number;
}

const boxesMost = 1_000;

/** The boxes that lie beside each other between two places. */
export function readBoxes(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to && boxes.length < boxesMost) {
    const size = bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    const isLarge = size === 1;
    if (isLarge && at + 16 > to) throw damaged("a box that is cut off");
    const length = isLarge ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? to - at : size;
    const bodyAt = at + (isLarge ? 16 : 8);
    const end = at + length;
    if (end < bodyAt || end > to) throw damaged("a box that is cut off");
    boxes.push({ name, at, bodyAt, end });
    at = end;
  }
  return boxes;
}
