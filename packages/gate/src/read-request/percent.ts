const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The path as UTF-8 text without decoding anything; null when it holds what no byte can be. */
export function textOfRawPath(rawPath: string): string | null {
  const bytes = bytesOf(rawPath);
  return bytes === null ? null : lenientUtf8.decode(bytes);
}

/**
 * The first round of decoding, which is strict: null for a `%` without two hex digits and for bytes that are
 * not UTF-8 once decoded. The path comes as `node:http` gives it, one character a byte.
 */
export function decodeRawPath(rawPath: string): string | null {
  if (/%(?![0-9a-fA-F]{2})/.test(rawPath)) return null;
  const bytes = bytesOf(
    rawPath.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  );
  if (bytes === null) return null;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** A later round: what does not decode to UTF-8 stays as it is, byte by byte. */
export function decodeAgain(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, decodeRun);
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
  let decoded = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const sequence = length > 0 ? decodeStrict(bytes.subarray(at, at + length)) : null;
    decoded += sequence ?? run.slice(at * 3, at * 3 + 3);
    at += sequence === null ? 1 : length;
  }
  return decoded;
}

/** How many bytes the UTF-8 sequence at `at` claims to have; 0 when none starts there. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

function decodeStrict(bytes: Buffer): string | null {
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
