import type { SqlRunner } from "@homeport/db";
import { decodersOf, signalDecoder } from "./decoders.ts";
import type { PhotoCourse } from "./photo-course.ts";
import type { PhotoWorker } from "./photo-lab.ts";
import { findHeld } from "./store.ts";

/** What befalls a worker that has photos in its hands, behind a gate that is shut until then. */
export interface Strike {
  /** What is counted by it. */
  readonly name: string;
  /** Opens the gate; false when it was spared. */
  on(course: PhotoCourse, worker: PhotoWorker): Promise<boolean>;
}

/** A third lost decoder sets a photo aside, and rightly: whoever has lost two is spared. */
const lossesMost = 2;

export const strikes: readonly Strike[] = [
  {
    name: "decoders killed",
    async on({ gate, sql }, worker) {
      const isStruck = await killDecoders(sql, worker);
      gate.open();
      return isStruck;
    },
  },
  {
    name: "workers killed",
    async on({ gate, loseLeases }, worker) {
      await worker.kill("SIGKILL");
      gate.open();
      await loseLeases(worker);
      await worker.start();
      return true;
    },
  },
  {
    name: "workers frozen past their leases",
    async on({ gate, loseLeases, untilLeasesEnd }, worker) {
      worker.freeze();
      gate.open();
      await loseLeases(worker);
      await untilLeasesEnd(worker);
      worker.thaw();
      return true;
    },
  },
  {
    name: "times Redis was emptied",
    async on({ gate, redis }) {
      await redis.flushall();
      gate.open();
      return true;
    },
  },
];

/** Kills the decoders of a worker. False when it has none, or is spared for a photo that may not lose another. */
export async function killDecoders(sql: SqlRunner, worker: PhotoWorker): Promise<boolean> {
  const held = await findHeld(sql);
  const isSpared = held.some((row) => row.worker === worker.name && row.failures >= lossesMost);
  return !isSpared && decodersOf(worker).filter(end).length > 0;
}

const end = (pid: number) => signalDecoder(pid, "SIGKILL");
