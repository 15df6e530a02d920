import type { KeptParts, StorageDriver } from "../src/storage/driver.ts";

/** `before`: no byte of the part is there. `after`: all of them are, and nobody was told. */
type Moment = "before" | "after";

/** A storage whose next part fails as though its replica had been killed at that moment. */
export function createFailingStorage(storage: StorageDriver): {
  readonly storage: StorageDriver;
  failNext(moment: Moment): void;
} {
  let next: Moment | null = null;
  return {
    failNext: (moment) => {
      next = moment;
    },
    storage: {
      ...storage,
      async putPart(...part) {
        const moment = next;
        next = null;
        if (moment === "before") throw new Error("Killed before the part");
        const kept = await storage.putPart(...part);
        if (moment === "after") throw new Error("Killed after the part");
        return kept;
      },
    },
  };
}

/** What must not be: answers before its bytes are there, and writes them with the next; a kill takes what waits. */
export function createHastyStorage(storage: StorageDriver): {
  readonly storage: StorageDriver;
  kill(): void;
} {
  let waiting: (() => Promise<KeptParts>) | null = null;
  return {
    kill: () => {
      waiting = null;
    },
    storage: {
      ...storage,
      async putPart(parts, offsetBytes, bytes) {
        await waiting?.();
        waiting = () => storage.putPart(parts, offsetBytes, bytes);
        return parts.kept;
      },
      async completeParts(parts) {
        await waiting?.();
        await storage.completeParts(parts);
      },
    },
  };
}
