import { statfs } from "node:fs/promises";
import { AppFailure } from "./failure.ts";

const mebibyte = 1024 * 1024;

/** Throws `LOW_DISK` where a folder has less room than an app may need to start. */
export async function requireRoom(folder: string, minFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= minFreeBytes) return;
  throw new AppFailure("LOW_DISK", `${Math.floor(freeBytes / mebibyte)} MiB are free`);
}
