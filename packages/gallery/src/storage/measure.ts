import type { Clock } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { GalleryEvents, StorageCall } from "../events.ts";
import type { StorageDriver } from "./driver.ts";
import { troubleOf } from "./trouble.ts";

/** The same storage, whose calls are counted and timed. */
export function measureStorage(
  storage: StorageDriver,
  { events, clock }: { events: Pick<GalleryEvents, "storageAsked">; clock: Clock },
): StorageDriver {
  async function timed<T>(op: StorageCall["op"], ask: () => Promise<T>): Promise<T> {
    const startedMs = clock.monotonicMs();
    const tell = (error: unknown) =>
      events.storageAsked(
        { op, driver: storage.kind },
        clock.monotonicMs() - startedMs,
        isTrouble(error) ? troubleOf(error) : null,
      );
    try {
      const answer = await ask();
      tell(null);
      return answer;
    } catch (error) {
      tell(error);
      throw error;
    }
  }

  return {
    kind: storage.kind,
    place: storage.place,
    stepBytes: storage.stepBytes,
    put: (...of) => timed("put", () => storage.put(...of)),
    create: (...of) => timed("put", () => storage.create(...of)),
    read: (...of) => timed("read", () => storage.read(...of)),
    head: (...of) => timed("head", () => storage.head(...of)),
    delete: (...of) => timed("delete", () => storage.delete(...of)),
    list: (...of) => timed("list", () => storage.list(...of)),
    startParts: (...of) => timed("parts", () => storage.startParts(...of)),
    putPart: (...of) => timed("parts", () => storage.putPart(...of)),
    readParts: (...of) => timed("read", () => storage.readParts(...of)),
    completeParts: (...of) => timed("parts", () => storage.completeParts(...of)),
    abortParts: (...of) => timed("parts", () => storage.abortParts(...of)),
  };
}

/** Bytes that are not what their sender said are no trouble of the storage. */
function isTrouble(error: unknown): boolean {
  return error instanceof GalleryError && error.code === "STORAGE_UNAVAILABLE";
}
