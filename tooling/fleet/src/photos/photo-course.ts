import { waitFor } from "@homeport/testkit";
import type { Notes } from "../scenario/notes.ts";
import type { Size } from "../scenario/scenario.ts";
import type { PhotoLab, PhotoWorker } from "./photo-lab.ts";
import { countOpen, endLeases, endWaits, findHeld, type Held, hasLeases } from "./store.ts";

/** A lab while a scenario runs in it. */
export interface PhotoCourse extends PhotoLab {
  readonly notes: Notes;
  readonly size: Size;
  readonly deadlineMs: number;
  /** Nobody renews the leases of a worker that is gone or frozen; in the small size nobody waits for their end either. */
  loseLeases(worker: PhotoWorker): Promise<void>;
  /** Resolves once they are over. */
  untilLeasesEnd(worker: PhotoWorker): Promise<unknown>;
  /** Claims that all that is to be done for a gallery gets done. */
  untilDone(when: string, organizationId: string): Promise<unknown>;
  /** Resolves once a worker has a piece of work that `isWanted`. */
  untilHeld(isWanted?: (held: Held) => boolean): Promise<{ held: Held; worker: PhotoWorker }>;
}

export function createPhotoCourse(
  lab: PhotoLab,
  { isQuick, notes, size }: { isQuick: boolean; notes: Notes; size: Size },
): PhotoCourse {
  const { sql, workers } = lab;
  const deadlineMs = 60_000 + (isQuick ? 0 : 3_000 * size.pieces);

  async function isDone(organizationId: string): Promise<boolean> {
    if (isQuick) await endWaits(sql);
    return (await countOpen(sql, organizationId)) === 0;
  }

  return {
    ...{ ...lab, notes, size, deadlineMs },
    loseLeases: async ({ name }) => (isQuick ? await endLeases(sql, name) : undefined),
    untilLeasesEnd: ({ name }) =>
      waitFor(async () => !(await hasLeases(sql, name)), { deadlineMs, what: "leases run out" }),
    untilDone: (when, organizationId) =>
      notes.within(`${when}: nothing is left to do`, deadlineMs, () => isDone(organizationId)),
    async untilHeld(isWanted = () => true) {
      const find = async () => {
        for (const held of await findHeld(sql)) {
          const worker = workers.find(({ name }) => name === held.worker);
          if (worker !== undefined && isWanted(held)) return { held, worker };
        }
        return undefined;
      };
      const found = await waitFor(find, { deadlineMs, everyMs: 20, what: "a worker has a photo" });
      if (found === undefined) throw new Error("no worker has a photo");
      return found;
    },
  };
}
