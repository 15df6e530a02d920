const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The path as UTF-8 text without decoding anything; null when it holds what no byte can be. */
export function textOfRawPath(rawPath: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(rawPath)) return rawPath;
  const bytes = bytesOf(rawPath);
  return bytes === null ? null : lenientUtf8.decode(bytes);
}

/**
 * The first round of decoding, which is strict: null for a `%` without two hex digits and for bytes that are
 * not UTF-8 once decoded. The path comes as `node:http` gives it, one character a byte.
 */
export function decodeRawPath(rawPath: string): string | null {
  const bytes = Buffer.allocUnsafe(rawPath.length);
  let length = 0;
  for (let at = 0; at < rawPath.length; at += 1) {
    const unit = rawPath.charCodeAt(at);
    const byte = unit === percent ? hexByteAt(rawPath, at + 1) : unit;
    if (byte < 0 || byte > 0xff) return null;
    if (unit === percent) at += 2;
    bytes[length] = byte;
    length += 1;
  }
  return decodeStrict(bytes.subarray(0, length));
}

/** A later round: what does not decode to UTF-8 stays as it is, byte by byte. */
export function decodeAgain(text: string): string {
  let decoded = "";
  let copied = 0;
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at)) {
    const sequence = sequenceAt(text, at);
    if (sequence === null) {
      at += 1;
      continue;
    }
    decoded += text.slice(copied, at) + sequence.text;
    at += sequence.length;
    copied = at;
  }
  return copied === 0 ? text : decoded + text.slice(copied);
}

const percent = 0x25;

/** The character that the encoded bytes at `at` stand for, and how much text spells it; null for none. */
function sequenceAt(text: string, at: number): { text: string; length: number } | null {
  const first = hexByteAt(text, at + 1);
  if (first < 0) return null;
  if (first < 0x80) return { text: String.fromCharCode(first), length: 3 };
  const size = sequenceSize(first);
  const bytes = Buffer.allocUnsafe(size);
  for (let index = 0; index < size; index += 1) {
    const start = at + index * 3;
    const byte = text.charCodeAt(start) === percent ? hexByteAt(text, start + 1) : -1;
    if (byte < 0) return null;
    bytes[index] = byte;
  }
  const character = size === 0 ? null : decodeStrict(bytes);
  return character === null ? null : { text: character, length: size * 3 };
}

/** How many bytes the UTF-8 sequence that begins with `first` claims to have; 0 when none does. */
function sequenceSize(first: number): number {
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

/** The byte that two hex digits spell; negative when they are none. */
function hexByteAt(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const folded = unit | 0x20;
  return folded >= 0x61 && folded <= 0x66 ? folded - 0x57 : -1;
}

function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

function bytesOf(binary: string): Buffer | null {
  for (let at = 0; at < binary.length; at += 1) {
    if (binary.charCodeAt(at) > 0xff) return null;
  }
  return Buffer.from(binary, "latin1");
}
