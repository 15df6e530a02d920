import type { Reader } from "@homeport/db";
import { defineTask, defineWake } from "@homeport/jobs";
import { z } from "zod";
import { findDueWork } from "./work/store.ts";
import { queuesOfWork, type WorkKind, workKeyText } from "./work/work-key.ts";

/**
 * One driver fills the queues; a worker looks for due rows itself only while Redis is away or takes no jobs,
 * and is then said to drive.
 */
export const reconcileLease = "gallery.reconcile";

/** Looked at more often than usual, so that a killed worker's photo is taken up within its lease and 2 s. */
const stalledMs = 2_000;
const maxRunMs = 180_000;

const shared = { driverLease: reconcileLease, stalledMs, maxRunMs, countsOnRow: true };

const preprocessKinds = queuesOfWork.flat().filter((kind) => kind !== "ingest");

async function findDue(reader: Reader, kinds: readonly WorkKind[], limit: number) {
  return (await findDueWork(reader, kinds, limit)).map((key) => ({ key: workKeyText(key) }));
}

/** A photo's first rendition: short, and what people wait for. It has a queue and a decoder of its own. */
export const ingestWake = defineWake<Reader>({
  ...shared,
  name: "gallery.ingest",
  queue: "gallery-ingest",
  concurrency: 1,
  due: (reader, limit) => findDue(reader, ["ingest"], limit),
});

/** All that is made of a photo after that, by as many decoders as this worker has. */
export function preprocessWake(decoders: number) {
  return defineWake<Reader>({
    ...shared,
    name: "gallery.preprocess",
    queue: "gallery-preprocess",
    concurrency: decoders,
    due: (reader, limit) => findDue(reader, preprocessKinds, limit),
  });
}

/** Deletes files that no row has named for a day. */
export const deleteObjectsTask = defineTask({
  name: "gallery.deletions",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Looks through the storage for files that no row names. */
export const sweepStorageTask = defineTask({
  name: "gallery.storage-sweep",
  queue: "upkeep",
  payload: z.object({}),
  maxRunMs: 3_600_000,
  schedule: { everyMs: 7 * 24 * 3_600_000 },
});

/** Ends uploads of which nothing has come for a week. */
export const expireUploadsTask = defineTask({
  name: "gallery.uploads-expire",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Deletes what has been in the trash for 30 days. */
export const emptyTrashTask = defineTask({
  name: "gallery.trash",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 86_400_000 },
});

/** Forgets runs over photos that nobody asks about any more. */
export const forgetRunsTask = defineTask({
  name: "gallery.runs-forget",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 24 * 3_600_000 },
});

/** Forgets copies for download that were made a week ago. */
export const letCopiesGoTask = defineTask({
  name: "gallery.copies",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 86_400_000 },
});

/** Forgets renditions of former recipes. */
export const dropOldVariantsTask = defineTask({
  name: "gallery.old-recipes",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});
