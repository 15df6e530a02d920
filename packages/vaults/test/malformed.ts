import { type Random, randomJson, randomJsonPatch } from "./random-json.ts";

const pieces = [
  ...["[", "]", "{", "}", ",", ":", '"', "\\", "\\u", "\\ud83d", "null", "tru", "-", "1e999", "01"],
  ...[
    "9007199254740993",
    '"__proto__":',
    '"a":1,"a":',
    '"op":"move",',
    '"path":"/-"',
    "[".repeat(70),
  ],
].map((text) => new TextEncoder().encode(text));

/** Bytes that were JSON before something happened to them. */
export function malformedJson(random: Random): Uint8Array<ArrayBuffer> {
  const whole = random() < 0.5 ? randomJsonPatch(random) : randomJson(random);
  const bytes = new TextEncoder().encode(JSON.stringify(whole));
  const at = Math.floor(random() * (bytes.length + 1));
  const end = Math.min(bytes.length, at + Math.floor(random() * 4));
  switch (Math.floor(random() * 4)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return join(bytes.slice(0, at), bytes.slice(end));
    case 2:
      bytes.fill(Math.floor(random() * 256), at, at + 1);
      return bytes;
    default: {
      const piece = pieces[Math.floor(random() * pieces.length)] ?? bytes;
      return join(bytes.slice(0, at), piece, bytes.slice(end));
    }
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
