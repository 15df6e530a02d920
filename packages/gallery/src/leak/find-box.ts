/** Boxes of an AVIF that hold pixels, or say how they lie. */
const fileBoxes: ReadonlySet<string> = new Set(["ftyp", "meta", "mdat"]);
const metaBoxes: ReadonlySet<string> = new Set(["hdlr", "pitm", "iloc", "iinf", "iprp", "iref"]);
/** Items that are pixels: the picture, its transparency, and tiles put together. */
const pixelItems: ReadonlySet<string> = new Set(["av01", "grid"]);

const headBytes = 8;
/** A full box has its version and flags before its content. */
const fullBytes = 4;

/** What in an AVIF is not pixels, by the name of its box or item; null when there is nothing. */
export function findBox(bytes: Buffer): string | null {
  for (const box of listBoxes(bytes)) {
    if (box === "cut off") return "a box that is cut off";
    if (!fileBoxes.has(box.name)) return box.name;
    const found = box.name === "meta" ? findInMeta(box.content.subarray(fullBytes)) : null;
    if (found !== null) return found;
  }
  return null;
}

function findInMeta(meta: Buffer): string | null {
  for (const box of listBoxes(meta)) {
    if (box === "cut off") return "a box that is cut off";
    if (!metaBoxes.has(box.name)) return box.name;
    const found = box.name === "iinf" ? findItem(box.content) : null;
    if (found !== null) return found;
  }
  return null;
}

/** `iinf`: how many items, in 2 bytes or 4 by its version, then one box each. */
function findItem(iinf: Buffer): string | null {
  const countBytes = (iinf[0] ?? 0) === 0 ? 2 : 4;
  for (const box of listBoxes(iinf.subarray(fullBytes + countBytes))) {
    if (box === "cut off") return "a box that is cut off";
    // Version 2 and 3: the item's id in 2 bytes or 4, its protection in 2, then its type.
    const idBytes = box.content[0] === 3 ? 4 : 2;
    const at = fullBytes + idBytes + 2;
    const type = box.content.toString("latin1", at, at + 4);
    if (!pixelItems.has(type)) return type;
  }
  return null;
}

function* listBoxes(bytes: Buffer): Generator<{ name: string; content: Buffer } | "cut off"> {
  let at = 0;
  while (at < bytes.length) {
    const sizeBytes = at + headBytes <= bytes.length ? bytes.readUInt32BE(at) : 0;
    if (sizeBytes < headBytes || at + sizeBytes > bytes.length) {
      yield "cut off";
      return;
    }
    const name = bytes.toString("latin1", at + 4, at + headBytes);
    yield { name, content: bytes.subarray(at + headBytes, at + sizeBytes) };
    at += sizeBytes;
  }
}
