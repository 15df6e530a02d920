import type { KeptParts, StorageDriver } from "../src/storage/driver.ts";

/** `before`: no byte of the step is there. `after`: all of them are, and nobody was told. */
type Moment = "before" | "after";

/** A storage which fails as though its replica were killed, at the step that reaches a byte. */
export function createFailingStorage(storage: StorageDriver): {
  readonly storage: StorageDriver;
  killAt(endBytes: number, moment: Moment): void;
} {
  let kill: { endBytes: number; moment: Moment } | null = null;
  return {
    killAt: (endBytes, moment) => {
      kill = { endBytes, moment };
    },
    storage: {
      ...storage,
      async putPart(parts, offsetBytes, bytes) {
        const reached = offsetBytes + bytes.reduce((sum, chunk) => sum + chunk.length, 0);
        const moment = kill !== null && reached >= kill.endBytes ? kill.moment : null;
        if (moment !== null) kill = null;
        if (moment === "before") throw new Error("Killed before the step");
        const kept = await storage.putPart(parts, offsetBytes, bytes);
        if (moment === "after") throw new Error("Killed after the step");
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
