/** Formats of photos. All but HEIC are decoded here; of that a browser makes a JPEG, which stands for its pixels. */
export const imageFormats = ["jpeg", "png", "webp", "avif", "gif", "heic"] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** How much of a file is looked at: enough for the brands of any container. */
export const sniffedBytes = 64 * 1024;

const avifBrands: ReadonlySet<string> = new Set(["avif", "avis"]);
const heicBrands: ReadonlySet<string> = new Set([
  ...["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"],
  // Which says no more than that it is a picture of that family.
  ...["mif1", "msf1"],
]);

/** What a file is by its first bytes, whatever its name or its sender say; null for what is no photo. */
export function sniffFormat(head: Uint8Array): ImageFormat | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 12)).toString(
    "latin1",
  );
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "gif";
  if (text.startsWith("RIFF") && text.slice(8) === "WEBP") return "webp";
  if (text.slice(4, 8) !== "ftyp") return null;
  const brands = readBrands(head);
  if (brands.some((brand) => avifBrands.has(brand))) return "avif";
  return brands.some((brand) => heicBrands.has(brand)) ? "heic" : null;
}

/** The major and the compatible brands of an ISO file's first box. */
function readBrands(head: Uint8Array): string[] {
  const box = Buffer.from(head.buffer, head.byteOffset, head.length);
  const end = Math.min(box.readUInt32BE(0), box.length);
  const brands = [box.toString("latin1", 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(box.toString("latin1", at, at + 4));
  return brands;
}
