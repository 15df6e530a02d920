import { createHash } from "node:crypto";
import { waitFor } from "@homeport/testkit";
import { decodersOf, signalDecoder } from "../photos/decoders.ts";
import { openPhotoLab, type PhotoLab, type PhotoWorker } from "../photos/photo-lab.ts";
import {
  countOpen,
  countReady,
  endLeases,
  endWaits,
  findHeld,
  findMade,
  findSetAside,
  type Held,
  readCommits,
} from "../photos/store.ts";
import { readMetric } from "../replica/read-metric.ts";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario, Size } from "../scenario/scenario.ts";

const killsOfOne = 3;
const productionLeaseMs = 10_000;
const supersededMetric = "homeport_gallery_work_seconds_count";

export const photos: Scenario = {
  name: "photos",
  about:
    "Photos are processed while workers and decoders are killed, a worker is frozen past its leases and thawed, Redis emptied, and some photos end every decoder.",
  fault: "an attempt counts against its photo when it begins, not when it fails",
  full: { workers: 2, pieces: 300, seconds: 3, leaseMs: productionLeaseMs },
  small: { workers: 2, pieces: 30, seconds: 1, leaseMs: 0 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const isQuick = size.leaseMs < productionLeaseMs;
    const lab = await openPhotoLab(
      { workers: size.workers, isQuick, hasFault, scale: isQuick ? 0.5 : 1 },
      stack,
    );
    const course = createCourse(lab, { isQuick, notes, size });
    await killHolders(course, size.pieces);
    if (hasFault) {
      await judgeEach(course, 1, []);
      return;
    }
    const held = await freezeHolder(course, size.pieces + 1);
    const deadly = await course.stormy.sendDeadly(numbersFrom(size.pieces + 2, countDeadly(size)));
    await storm(course);
    const fences = await readFences(course, deadly);
    const all = size.pieces + 2;
    await course.calm.send(numbersFrom(0, all));
    await course.untilDone("in calm", lab.calm.organizationId);
    await judgeEach(course, all, deadly);
    notes.claim(
      "photos that were set aside are never fetched again",
      (await readFences(course, deadly)) === fences,
      fences,
    );
    await judgeBytes(course);
    const { doubled, late } = await readCommits(lab.sql, held);
    notes.claim("a worker that was frozen past its lease commits nothing", late === 0, late);
    notes.claim("no work is committed twice", doubled === 0, doubled);
  },
};

interface Course extends PhotoLab {
  readonly notes: Notes;
  readonly size: Size;
  readonly deadlineMs: number;
  /** Nobody renews the leases of this worker; in the small size nobody waits for their end either. */
  loseLeases(worker: PhotoWorker): Promise<void>;
  isDone(organizationId: string): Promise<boolean>;
  untilDone(when: string, organizationId: string): Promise<unknown>;
  /** Resolves once some worker holds this photo. */
  holderOf(imageId: string): Promise<PhotoWorker>;
}

function createCourse(
  lab: PhotoLab,
  { isQuick, notes, size }: { isQuick: boolean; notes: Notes; size: Size },
): Course {
  const { sql, workers } = lab;
  const deadlineMs = 60_000 + (isQuick ? 0 : 3_000 * size.pieces);

  async function isDone(organizationId: string): Promise<boolean> {
    if (isQuick) await endWaits(sql);
    return (await countOpen(sql, organizationId)) === 0;
  }

  return {
    ...{ ...lab, notes, size, deadlineMs, isDone },
    loseLeases: async ({ name }) => (isQuick ? await endLeases(sql, name) : undefined),
    untilDone: (when, organizationId) =>
      notes.within(`${when}: nothing is left to do`, deadlineMs, () => isDone(organizationId)),
    async holderOf(imageId) {
      const find = async () => {
        const held = (await findHeld(sql)).find((row) => row.imageId === imageId);
        return workers.find(({ name }) => name === held?.worker);
      };
      const holder = await waitFor(find, { deadlineMs, everyMs: 20, what: "a worker has a photo" });
      if (holder === undefined) throw new Error("no worker has the photo");
      return holder;
    },
  };
}

/** Behind the shut gate nobody gets done with a photo, and whoever has it is killed, three times over. */
async function killHolders(course: Course, number: number): Promise<void> {
  const { gate, stormy, sql } = course;
  gate.shut();
  const [imageId = ""] = await stormy.send([number]);
  const seen = new Set<string>();
  for (let kill = 0; kill < killsOfOne; kill += 1) {
    const isHeldAnew = async () => {
      const held = (await findHeld(sql)).find((row) => row.imageId === imageId);
      return held !== undefined && !seen.has(held.fence) && seen.add(held.fence);
    };
    await waitFor(isHeldAnew, { deadlineMs: course.deadlineMs, everyMs: 20, what: "it is held" });
    const holder = await course.holderOf(imageId);
    await holder.kill("SIGKILL");
    await course.loseLeases(holder);
    // A worker takes photos up before it says that it is ready; killed by then it would never say so.
    await holder.start();
  }
  gate.open();
  await course.untilDone("a photo whose workers were killed three times", stormy.organizationId);
}

/** One is frozen with a photo in its hands, and wakes when another has made it ready. Answers what it held. */
async function freezeHolder(course: Course, number: number): Promise<Held[]> {
  const { gate, stormy, sql, notes } = course;
  gate.shut();
  const [imageId = ""] = await stormy.send([number]);
  const frozen = await course.holderOf(imageId);
  frozen.freeze();
  const held = (await findHeld(sql)).filter(({ worker }) => worker === frozen.name);
  gate.open();
  await course.loseLeases(frozen);
  await course.untilDone("a photo whose worker is frozen", stormy.organizationId);
  frozen.thaw();
  await notes.within(
    "the worker that wakes learns that it has lost its photo",
    20_000,
    async () => {
      return (await readMetric(frozen.opsUrl, supersededMetric, "superseded")) >= held.length;
    },
  );
  return held;
}

/** Kills a worker or a decoder every few seconds, and empties Redis once, until all photos are done. */
async function storm(course: Course): Promise<void> {
  const { size, stormy, redis, notes } = course;
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  notes.figure("seed of the storm", seed);
  const chance = chanceOf(seed);
  const struck = { worker: 0, decoder: 0, redis: 0 };
  const isOver = () => course.isDone(stormy.organizationId);
  await stormy.send(numbersFrom(0, size.pieces));
  const untilMs = performance.now() + course.deadlineMs;
  while (performance.now() < untilMs) {
    const wait = { deadlineMs: size.seconds * 1_000, everyMs: 100 };
    if (await waitFor(isOver, wait).catch(() => false)) break;
    const worker = course.workers[Math.floor(chance() * course.workers.length)];
    if (worker === undefined) continue;
    if (struck.decoder > 0 && struck.redis === 0) {
      await redis.flushall();
      struck.redis += 1;
    } else if (chance() < 0.6) {
      if (await killDecoder(course, worker, chance)) struck.decoder += 1;
    } else {
      await worker.kill("SIGKILL");
      await course.loseLeases(worker);
      await worker.start();
      struck.worker += 1;
    }
  }
  await course.untilDone("in the storm", stormy.organizationId);
  notes.figure("workers killed", struck.worker);
  notes.figure("decoders killed", struck.decoder);
  notes.figure("times Redis was emptied", struck.redis);
}

/** Spares whoever may hold a photo that has lost two decoders: a third is what sets a photo aside, and rightly. */
async function killDecoder(
  { sql }: Course,
  worker: PhotoWorker,
  chance: () => number,
): Promise<boolean> {
  const decoders = decodersOf(worker);
  const pid = decoders[Math.floor(chance() * decoders.length)];
  if (pid === undefined || !signalDecoder(pid, "SIGSTOP")) return false;
  const held = await findHeld(sql);
  const isSpared = held.some((row) => row.worker === worker.name && row.failures >= 2);
  return signalDecoder(pid, isSpared ? "SIGCONT" : "SIGKILL") && !isSpared;
}

async function judgeEach(
  { sql, stormy, notes }: Course,
  photos: number,
  deadly: readonly string[],
): Promise<void> {
  const ready = await countReady(sql, stormy.organizationId);
  notes.claim("every photo is ready", ready === photos, `${ready} of ${photos}`);
  const aside = await findSetAside(sql, stormy.organizationId);
  const innocent = aside.filter(({ imageId }) => !deadly.includes(imageId));
  notes.claim(
    "no photo is set aside for what befell its worker",
    innocent.length === 0,
    [innocent.length, ...innocent.map(({ code }) => code)].join(" "),
  );
  const tried = aside.filter(({ code, failures }) => code === "DECODER_DIED" && failures === 3);
  notes.claim(
    "photos that end their decoder are set aside after three tries",
    tried.length === deadly.length && aside.length === deadly.length + innocent.length,
    `${tried.length} of ${deadly.length}`,
  );
}

async function readFences({ sql, stormy }: Course, imageIds: readonly string[]): Promise<string> {
  const aside = await findSetAside(sql, stormy.organizationId);
  return aside.flatMap(({ imageId, fence }) => (imageIds.includes(imageId) ? fence : [])).join(" ");
}

/** Renditions of the storm against those of calm: by their rows, and by the bytes that stand in the storage. */
async function judgeBytes({ sql, storage, calm, stormy, notes }: Course): Promise<void> {
  const expected = await findMade(sql, calm.organizationId);
  const made = await findMade(sql, stormy.organizationId);
  const names = made.map(({ name }) => name);
  notes.claim(
    "each rendition has one row",
    new Set(names).size === names.length && names.join() === expected.map((e) => e.name).join(),
    `${names.length}, and ${expected.length} in calm`,
  );
  let different = 0;
  for (const [at, { key }] of made.entries()) {
    const bytes = Buffer.concat((await (await storage.read(key))?.toArray()) ?? []);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (sha256 !== expected[at]?.sha256) different += 1;
  }
  notes.claim("every rendition has the bytes that it has in calm", different === 0, different);
}

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

/** Five among the photos of a full run. */
function countDeadly({ pieces }: Size): number {
  return Math.max(2, Math.min(5, Math.round(pieces / 60)));
}

/** Numbers in [0, 1) that are the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
