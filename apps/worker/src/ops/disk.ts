import { statfs } from "node:fs/promises";

const mebibyte = 1024 * 1024;
/** Originals are fetched there, and renditions written, of as many photos at a time as there are decoders. */
const leastFreeBytes = 1024 * mebibyte;

/** Throws where a folder has less room than photos in work may need. */
export async function requireRoom(folder: string, leastBytes = leastFreeBytes): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= leastBytes) return;
  const [free, least] = [freeBytes, leastBytes].map((bytes) => Math.floor(bytes / mebibyte));
  throw new Error(`${free} MiB are free for photos in work, at least ${least} are needed`);
}
