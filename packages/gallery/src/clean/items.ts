import { type Box, readBoxes } from "./boxes.ts";
import { damaged } from "./damaged.ts";

/** Bytes of a file, from one place up to another. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** Where a file's items of words lie: EXIF and XMP. `meta` is the box that lists them. */
export function readItems(bytes: Buffer, meta: Box): Extent[] {
  const inner = readBoxes(bytes, meta.bodyAt + 4, meta.end);
  const find = (name: string) => inner.find((box) => box.name === name);
  const [infos, places, data] = [find("iinf"), find("iloc"), find("idat")];
  if (infos === undefined || places === undefined) return [];
  const words = readWordItems(bytes, infos);
  return readPlaces(bytes, places, data)
    .filter(({ itemId }) => words.has(itemId))
    .map(({ from, to }) => {
      if (from < 0 || to > bytes.length) throw damaged("an item outside of the file");
      return { from, to };
    });
}

/** Ids of items that are not pixels. */
function readWordItems(bytes: Buffer, infos: Box): Set<number> {
  const isWide = bytes.readUInt8(infos.bodyAt) !== 0;
  const found = new Set<number>();
  for (const info of readBoxes(bytes, infos.bodyAt + (isWide ? 8 : 6), infos.end)) {
    if (info.name !== "infe") continue;
    const version = bytes.readUInt8(info.bodyAt);
    if (version < 2) continue;
    const idBytes = version === 2 ? 2 : 4;
    const itemId = bytes.readUIntBE(info.bodyAt + 4, idBytes);
    const typeAt = info.bodyAt + 4 + idBytes + 2;
    const type = bytes.toString("latin1", typeAt, typeAt + 4);
    if (type === "Exif" || type === "mime" || type === "uri ") found.add(itemId);
  }
  return found;
}

function readPlaces(
  bytes: Buffer,
  box: Box,
  data: Box | undefined,
): (Extent & { itemId: number })[] {
  let at = box.bodyAt;
  const read = (count: number): number => {
    if (at + count > box.end) throw damaged("a list of places that is cut off");
    const value =
      count === 0
        ? 0
        : count === 8
          ? Number(bytes.readBigUInt64BE(at))
          : bytes.readUIntBE(at, count);
    at += count;
    return value;
  };
  const version = read(1);
  read(3);
  const [sizes, bases] = [read(1), read(1)];
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, bases >> 4];
  const indexBytes = version === 0 ? 0 : bases & 15;
  const places: (Extent & { itemId: number })[] = [];
  for (let items = read(version < 2 ? 2 : 4); items > 0; items -= 1) {
    const itemId = read(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : read(2) & 15;
    read(2);
    const base = read(baseBytes);
    for (let extents = read(2); extents > 0; extents -= 1) {
      read(indexBytes);
      const offset = base + read(offsetBytes);
      const length = read(lengthBytes);
      const from = method === 1 ? (data?.bodyAt ?? 0) + offset : offset;
      if (method < 2) places.push({ itemId, from, to: from + length });
    }
  }
  return places;
}
