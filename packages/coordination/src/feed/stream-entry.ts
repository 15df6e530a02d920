import { z } from "zod";

/** One entry of the stream: a batch of announcements and the id of the entry before it. */
export interface StreamEntry {
  readonly id: string;
  readonly prev: string;
  readonly items: readonly (readonly [topic: string, key: string])[];
}

/** Ids only, never a token, and never more than this. */
export const maxEntryBytes = 4_096;

const items = z.array(z.tuple([z.string(), z.string()]));

/** Reads an entry's fields; null when anything but `feed-publish.lua` wrote it. */
export function parseStreamEntry(id: string, fields: readonly string[]): StreamEntry | null {
  const [prevName, prev, itemsName, text] = fields;
  if (prevName !== "prev" || itemsName !== "items" || fields.length !== 4) return null;
  if (prev === undefined || text === undefined || Buffer.byteLength(text) > maxEntryBytes)
    return null;
  const parsed = items.safeParse(parseJson(text));
  return parsed.success ? { id, prev, items: parsed.data } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
