import type { Fields } from "./fields.ts";

/** How the relay frames a request's body for the target; taken from the parsed request, never copied. */
export type RequestFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" };

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Complete but for the framing, which this file writes. */
  readonly fields: Fields;
  readonly framing: RequestFraming;
  /** The protocol asked for, when this is an upgrade. */
  readonly upgrade: string | null;
}

/**
 * The head for the target, in latin1 as `node:http` reads it. Names and values come from a strict parser,
 * so they hold no line end; the framing is the relay's own, so it is told once and in one way.
 */
export function writeRequestHead(head: RequestHead): Buffer {
  let text = `${head.method} ${head.target} HTTP/1.1\r\n`;
  for (let at = 0; at + 1 < head.fields.length; at += 2) {
    text += `${head.fields[at]}: ${head.fields[at + 1]}\r\n`;
  }
  if (head.framing.kind === "length") text += `Content-Length: ${head.framing.bytes}\r\n`;
  if (head.framing.kind === "chunked") text += "Transfer-Encoding: chunked\r\n";
  if (head.upgrade !== null) text += `Connection: Upgrade\r\nUpgrade: ${head.upgrade}\r\n`;
  return Buffer.from(`${text}\r\n`, "latin1");
}

/** The line before a chunk of `bytes` bytes; a line end follows the chunk. */
export function chunkStart(bytes: number): Buffer {
  return Buffer.from(`${bytes.toString(16)}\r\n`, "latin1");
}

export const chunkEnd = Buffer.from("\r\n", "latin1");

/** The end of a chunked body with its trailers. */
export function lastChunk(trailers: Fields): Buffer {
  let text = "0\r\n";
  for (let at = 0; at + 1 < trailers.length; at += 2) {
    text += `${trailers[at]}: ${trailers[at + 1]}\r\n`;
  }
  return Buffer.from(`${text}\r\n`, "latin1");
}
