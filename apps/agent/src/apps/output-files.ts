import { open, rename, stat, truncate, writeFile } from "node:fs/promises";
import type { AppPlaces } from "./record.ts";

/** A file of output that reaches this is set aside. */
const maxOutputBytes = 1024 * 1024;
/** What is kept of the output of a start that failed. */
const maxStartBytes = 64 * 1024;

type Files = AppPlaces["outputFiles"];

/**
 * Sets a full file of output aside, in place of the one before. The app writes to it all the while and knows nothing
 * of it: what it prints between the copy and the cut is lost, and nothing else.
 */
export async function cutOutput([older, current]: Files, maxBytes = maxOutputBytes): Promise<void> {
  const size = await sizeOf(current);
  if (size < maxBytes) return;
  await writeFile(`${older}.new`, await readEnd(current, size - maxBytes), { mode: 0o600 });
  await rename(`${older}.new`, older);
  // It was opened to append, so the next line of the app goes to the new end.
  await truncate(current);
}

/** How much output there is; what a start prints goes behind it. */
export function outputSize([, current]: Files): Promise<number> {
  return sizeOf(current);
}

/** The end of what was printed since there were `fromBytes` of output. */
export async function outputSince([, current]: Files, fromBytes: number): Promise<string> {
  const size = await sizeOf(current);
  const start = size < fromBytes ? 0 : fromBytes;
  return (await readEnd(current, Math.max(start, size - maxStartBytes))).toString("utf8");
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function readEnd(file: string, from: number): Promise<Buffer> {
  await using handle = await open(file, "r").catch(() => null);
  if (handle === null) return Buffer.alloc(0);
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}
