import { join } from "node:path";
import {
  checkStorageIdentity,
  createGalleryEvents,
  createWaker,
  type GalleryDeps,
  ingestWake,
  measureStorage,
  openStorage,
  preprocessWake,
  readWorkKey,
  reconcileLease,
} from "@homeport/gallery";
import {
  bindWake,
  openQueues,
  type Queues,
  type WakeBinding,
  type WakeFacts,
} from "@homeport/jobs";
import type { CursorCodec, ProcessContext } from "@homeport/platform";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";
import { createDecoderPool } from "./decoder-pool.ts";
import { createDecoderEvents } from "./events.ts";
import { createHolds } from "./holds.ts";
import { createProcessImage } from "./process-image.ts";
import { clearScratch } from "./scratch.ts";
import { startTicker } from "./ticker.ts";

export interface WorkerGallery {
  readonly deps: GalleryDeps;
  readonly wakes: readonly WakeBinding[];
  /** Whether this worker looks for due rows itself: only while the queues are away or take nothing. */
  drives(lease: string): boolean;
  checkIdentity(): Promise<void>;
  /** Throws until a decoder has said that it is there. */
  checkDecoder(): Promise<void>;
}

/** What a trial of photos changes: the program that decodes, how often holds are renewed, and how soon a queue takes a worker for gone. */
export interface PhotoTrial {
  readonly decoderProgram?: string;
  readonly renewEveryMs?: number;
  readonly queueTimes?: { readonly lockMs: number; readonly stalledMs: number };
}

/** Opens what this worker does for galleries: its decoders, its holds, and the ticker. */
export async function openGallery(
  process: ProcessContext<WorkerConfig>,
  context: WorkerContext,
  options: PhotoTrial & { pid: number; cursors: CursorCodec; passEveryMs?: number | undefined },
): Promise<WorkerGallery> {
  const { config, clock, log, metrics, lifecycle } = process;
  const { db, random, redisUrl } = context;
  const queues = lifecycle.use(openQueues({ url: redisUrl, clock, log, metrics, random }));
  const { decoders } = config.gallery;
  const { queueTimes, decoderProgram: program, renewEveryMs, passEveryMs: everyMs } = options;
  // While the queues are away this worker looks twice as often as the driver passes.
  const times = { ...queueTimes, ...(everyMs && { sweepEveryMs: everyMs / 2 }) };
  const first = { ...ingestWake, ...times };
  const preprocess = { ...preprocessWake(decoders), ...times };
  const events = createGalleryEvents({ log, metrics });
  const storage = measureStorage(
    await openStorage(config.runtime.storage, join(".data", "storage"), random),
    { events, clock },
  );

  const gallery: GalleryDeps = {
    ...{ db, storage, clock, random, events, cursors: options.cursors, feed: context.feed },
    ...createWaker(queues, { first, rest: preprocess }),
    avifEffort: config.gallery.avifEffort,
    // Nothing is uploaded to a worker.
    maxUploadBytes: 0,
  };
  const holder = `${context.replicaId}:${Buffer.from(random.bytes(6)).toString("hex")}`;
  const pool = lifecycle.use(
    createDecoderPool({
      ...{ clock, decoders, events: createDecoderEvents({ log, metrics }) },
      ...(program === undefined ? {} : { program }),
    }),
  );
  metrics.sampled("gallery_decoder_rss_bytes", "Memory of this worker's decoders.", () =>
    pool.residentBytes(),
  );
  // It loads while the rest is opened.
  await pool.check().catch(() => undefined);
  const holds = lifecycle.use(createHolds({ db, clock, log }, holder, renewEveryMs));
  // The change log tells of a cancelled run within half a second, Redis sooner; the next renewal does in any case.
  const unsubscribe = context.feed.subscribe(["gallery.run"], {
    apply: (_topic, runId) => holds.cancelRun(runId),
    flush: () => void holds.renew(),
  });
  lifecycle.use({ [Symbol.asyncDispose]: async () => unsubscribe() });
  await clearScratch(isAlive);
  const limitActive = () => queues.limit(preprocess, config.gallery.maxActive);
  if (config.gallery.ticker) {
    lifecycle.use(
      startTicker({
        ...{ gallery, holder, log, restore: limitActive, ...(everyMs && { everyMs }) },
        hasDrained: async () => await hasDrained(queues, [first, preprocess]),
      }),
    );
  }
  const processImage = createProcessImage({
    ...{ gallery, pool, holds, holder, pid: options.pid, limits: config.gallery.limits },
    stopping: lifecycle.draining,
  });
  const run = async (text: string) => {
    const key = readWorkKey(text);
    if (key !== null) await processImage(key);
  };
  return {
    deps: gallery,
    wakes: [bindWake(first, db.orm, run), bindWake(preprocess, db.orm, run)],
    drives: (lease) => lease === reconcileLease && !queues.takesJobs(),
    checkIdentity: () => checkStorageIdentity(gallery),
    checkDecoder: () => pool.check(),
  };
}

/** Fewer than this in all, and the next pass may come too late for whoever works. */
const drainedBelow = 200;

async function hasDrained(
  queues: Pick<Queues, "countWaiting">,
  wakes: readonly WakeFacts[],
): Promise<boolean> {
  const counts = await Promise.all(wakes.map((wake) => queues.countWaiting(wake)));
  const isKnown = counts.every((count) => count !== null);
  return isKnown && counts.reduce((sum, count) => sum + (count ?? 0), 0) < drainedBelow;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
}
