/** Bytes of one value, by the number of its type; 0 for one that there is not. */
const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const entryBytes = 12;
/** The tags that say where the directories of EXIF and GPS begin. */
const pointers = new Set([0x8769, 0x8825]);
const directoriesMost = 8;

/**
 * A TIFF block in which no tag claims to have more values than the block has bytes for: such a tag has none here. Whoever
 * believed the claim would make room for millions of values before it looks for the first one.
 */
export function shortenTags(block: Buffer): Buffer {
  const tiff = Buffer.from(block);
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const read32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directories = tiff.length < 8 ? [] : [read32(4)];
  for (const directory of directories) {
    if (directory + 2 > tiff.length) continue;
    const end = Math.min(directory + 2 + read16(directory) * entryBytes, tiff.length);
    for (let entry = directory + 2; entry + entryBytes <= end; entry += entryBytes) {
      const claimed = read32(entry + 4) * (valueBytes[read16(entry + 2)] ?? 0);
      if (claimed > tiff.length) tiff.writeUInt32LE(0, entry + 4);
      const isFollowed = pointers.has(read16(entry)) && directories.length < directoriesMost;
      if (isFollowed) directories.push(read32(entry + 8));
    }
  }
  return tiff;
}
