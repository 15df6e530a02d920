/**
 * A header value that survives every server: bytes outside 0x20 to 0x7E, and `%` itself, are percent-encoded
 * UTF-8, so `decodeURIComponent` gives back the text.
 */
export function encodeHeaderValue(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
