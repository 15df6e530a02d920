import { ascii } from "./image-size.ts";

/** The kinds of picture that an entry may have, by the ends of their names. */
export const mediaTypes = {
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  jpg: "image/jpeg",
} as const;

export type AssetKind = keyof typeof mediaTypes;

/** Says by the content alone what a file is. */
export function kindOf(bytes: Uint8Array): AssetKind | null {
  if (ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpg";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return "webp";
  const head = new TextDecoder().decode(bytes.subarray(0, 4_096)).trimStart();
  return /^<[\s\S]*<svg[\s>/]|^<svg[\s>/]/.test(head) ? "svg" : null;
}
