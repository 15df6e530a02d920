import { resolve } from "node:path";
import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import {
  createGalleryEvents,
  createWaker,
  type GalleryDeps,
  ingestWake,
  measureStorage,
  openPublicGallery,
  openStorage,
  type PublicGallery,
  preprocessWake,
} from "@homeport/gallery";
import { openQueues } from "@homeport/jobs";
import {
  createChunkCollector,
  createCursorCodec,
  type Keys,
  type ProcessContext,
  type Runtime,
  systemRandom,
  youngCollection,
} from "@homeport/platform";
import type { WebConfig } from "./env.ts";

/** What web stands on for photos: their storage, the queues that it wakes, and what strangers are answered from. */
export async function openPhotos(
  parent: ProcessContext<WebConfig>,
  runtime: Runtime,
  { db, feed, keys }: { db: Db; feed: Feed; keys: Keys },
): Promise<{
  gallery: GalleryDeps;
  publicGallery: PublicGallery;
}> {
  const { config, clock, log, metrics, lifecycle } = parent;
  const random = systemRandom;
  const queues =
    runtime.redis.kind === "memory"
      ? null
      : lifecycle.use(openQueues({ url: runtime.redis.url, clock, log, metrics, random }));
  const events = createGalleryEvents({ log, metrics });
  const storage = await openStorage(runtime.storage, resolve(".data", "storage"), random);
  const gallery: GalleryDeps = {
    ...{ db, clock, random, cursors: createCursorCodec(keys) },
    storage: measureStorage(storage, { events, clock }),
    ...(queues === null
      ? { wakeWork: async () => undefined }
      : // Web hands jobs over and runs none: how many run at a time is each worker's own affair.
        createWaker(queues, { first: ingestWake, rest: preprocessWake(1) })),
    feed,
    events,
    maxUploadBytes: config.gallery.maxUploadBytes,
    receivedBytes: createChunkCollector(youngCollection()),
    avifEffort: config.gallery.avifEffort,
  };
  return {
    gallery,
    publicGallery: lifecycle.use(openPublicGallery(gallery, { feed, metrics })),
  };
}
