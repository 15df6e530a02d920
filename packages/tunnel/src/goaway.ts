import { maxGoAwayTextBytes } from "./constants.ts";
import { goAwayFixedBytes } from "./frame.ts";
import type { GoAway } from "./mux-api.ts";

/** Reads a payload whose length the parser has checked. */
export function readGoAway(payload: Buffer): GoAway {
  return {
    code: payload.readUInt16BE(0),
    highestStreamId: payload.readUInt32BE(2),
    graceMs: payload.readUInt32BE(6),
    text: payload.toString("utf8", goAwayFixedBytes),
  };
}

/** Cuts a text to what GOAWAY and a close frame can carry, between two characters. */
export function shortText(text: string): string {
  if (Buffer.byteLength(text) <= maxGoAwayTextBytes) return text;
  let short = "";
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > maxGoAwayTextBytes) break;
    short += character;
  }
  return short;
}
