import { rename, rm } from "node:fs/promises";
import type { StateFolder } from "./folder.ts";
import { createHostKey, type HostKey, readHostKey } from "./host-key.ts";
import { isErrno } from "./private-file.ts";

/**
 * The host's key and, while it is being replaced, the one that takes its place. The next key is on disk before
 * anybody hears of it, and becomes the host's by one rename once the relay has taken it: a crash in between leaves
 * both, and either is the host's.
 */
export interface HostKeys {
  readonly current: HostKey;
  /** Null unless a replacement was begun and is not complete. */
  readonly next: HostKey | null;
  /** The next key; made, and written down, when there is none. */
  prepare(): Promise<HostKey>;
  /** The relay knows the host by its next key now. */
  promote(): Promise<void>;
  /** The relay will never take the next key. */
  discard(): Promise<void>;
  /** Reads both again, since another agent of this folder may have replaced them; answers whether one changed. */
  reload(): Promise<boolean>;
}

/** Null before the first enrolment. Throws what `readHostKey` throws. */
export async function openHostKeys(folder: StateFolder): Promise<HostKeys | null> {
  const first = await readHostKey(folder.keyFile);
  if (first === null) return null;
  let current = first;
  let next = await readHostKey(folder.nextKeyFile);

  return {
    get current() {
      return current;
    },
    get next() {
      return next;
    },
    async prepare() {
      next ??= await createHostKey(folder.nextKeyFile);
      return next;
    },
    async promote() {
      if (next === null) return;
      // An agent that takes over may have done it just now.
      await rename(folder.nextKeyFile, folder.keyFile).catch((error: unknown) => {
        if (!isErrno(error, "ENOENT")) throw error;
      });
      current = next;
      next = null;
    },
    async discard() {
      await rm(folder.nextKeyFile, { force: true });
      next = null;
    },
    async reload() {
      const before = [current, next];
      current = (await readHostKey(folder.keyFile)) ?? current;
      next = await readHostKey(folder.nextKeyFile);
      return ![current, next].every((key, at) => isSame(key, before[at] ?? null));
    },
  };
}

function isSame(a: HostKey | null, b: HostKey | null): boolean {
  return a === b || (a !== null && b !== null && a.publicKey.equals(b.publicKey));
}
