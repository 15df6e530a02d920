import { setTimeout as pause } from "node:timers/promises";
import { judgeBytes, judgeEach, readFences } from "../photos/judge-photos.ts";
import { createPhotoCourse, type PhotoCourse } from "../photos/photo-course.ts";
import { openPhotoLab } from "../photos/photo-lab.ts";
import { findHeld, type Held, readCommits } from "../photos/store.ts";
import { strikes } from "../photos/strikes.ts";
import { readMetric } from "../replica/read-metric.ts";
import type { Scenario, Size } from "../scenario/scenario.ts";
import { seededChance } from "../scenario/seeded-chance.ts";

const killsOfOne = 3;
const productionLeaseMs = 10_000;
const workMetric = "homeport_gallery_work_seconds_count";

export const photos: Scenario = {
  name: "photos",
  about:
    "Photos are processed while workers and decoders are killed, workers are frozen past their leases and thawed, Redis emptied, and some photos end every decoder.",
  fault: "an attempt counts against its photo when it begins, not when it fails",
  full: { workers: 2, pieces: 300, rounds: 10, seconds: 2, leaseMs: productionLeaseMs },
  small: { workers: 2, pieces: 8, rounds: 1, seconds: 0, leaseMs: 0 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const isQuick = size.leaseMs < productionLeaseMs;
    const lab = await openPhotoLab({ workers: size.workers, isQuick, hasFault }, stack);
    const course = createPhotoCourse(lab, { isQuick, notes, size });
    // In the small size whoever strikes does this once, and the control three times.
    const isKilled = hasFault || !isQuick;
    if (isKilled) await killHolders(course, size.pieces);
    else await course.stormy.send([size.pieces]);
    if (hasFault) {
      await judgeEach(course, 1, []);
      return;
    }
    const held = await freezeHolder(course, size.pieces + 1);
    const deadly = await storm(course);
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

/** Behind the shut gate nobody gets done with a photo, and whoever has it is killed, three times over. */
async function killHolders(course: PhotoCourse, number: number): Promise<void> {
  const { gate, stormy } = course;
  gate.shut();
  const [imageId = ""] = await stormy.send([number]);
  const seen = new Set<string>();
  const back = new Map<string, Promise<void>>();
  for (let kill = 0; kill < killsOfOne; kill += 1) {
    const { held, worker } = await course.untilHeld(
      (each) => each.imageId === imageId && !seen.has(each.fence),
    );
    seen.add(held.fence);
    // A worker takes photos up before it says that it is ready; killed by then it would never say so.
    await back.get(worker.name);
    await worker.kill("SIGKILL");
    await course.loseLeases(worker);
    const started = worker.start();
    started.catch(() => undefined);
    back.set(worker.name, started);
  }
  await Promise.all(back.values());
  gate.open();
  await course.untilDone("a photo whose workers were killed three times", stormy.organizationId);
}

/** One is frozen with a photo in its hands, and wakes when another has made it ready. Answers what it held. */
async function freezeHolder(course: PhotoCourse, number: number): Promise<Held[]> {
  const { gate, stormy, sql, notes } = course;
  gate.shut();
  const [imageId = ""] = await stormy.send([number]);
  const { worker: frozen } = await course.untilHeld((each) => each.imageId === imageId);
  frozen.freeze();
  const held = (await findHeld(sql)).filter(({ worker }) => worker === frozen.name);
  gate.open();
  await course.loseLeases(frozen);
  await course.untilDone("a photo whose worker is frozen", stormy.organizationId);
  frozen.thaw();
  const claim = "the worker that wakes learns that it has lost its photo";
  await notes.within(claim, 20_000, async () => {
    return (await readMetric(frozen.opsUrl, workMetric, "superseded")) >= held.length;
  });
  return held;
}

/**
 * Uploads in waves, each of which strikes a worker that has photos in its hands, by turns of every kind of strike; until
 * all is done. Answers the photos that end decoders, which come among the others.
 */
async function storm(course: PhotoCourse): Promise<string[]> {
  const { size, stormy, gate, notes } = course;
  const chance = seededChance(notes, "seed of the storm");
  const waves = size.rounds * strikes.length;
  const struck = new Map(strikes.map(({ name }) => [name, 0]));
  const deadly: string[] = [];
  for (let wave = 0; wave < waves; wave += 1) {
    gate.shut();
    await stormy.send(numbersOf(wave, waves, size.pieces));
    if (wave === Math.floor(waves / 2)) {
      deadly.push(...(await stormy.sendDeadly(numbersFrom(size.pieces + 2, countDeadly(size)))));
    }
    const first = course.workers[Math.floor(chance() * course.workers.length)];
    const { worker } = await course.untilHeld();
    const isBusy = (await findHeld(course.sql)).some((row) => row.worker === first?.name);
    const strike = strikes[wave % strikes.length];
    if (await strike?.on(course, isBusy && first !== undefined ? first : worker)) {
      struck.set(strike?.name ?? "", (struck.get(strike?.name ?? "") ?? 0) + 1);
    }
    await pause(size.seconds * 1_000);
  }
  await course.untilDone("in the storm", stormy.organizationId);
  for (const [name, count] of struck) notes.figure(name, count);
  notes.claim("each strike fell", ![...struck.values()].includes(0), waves);
  return deadly;
}

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

/** The share of a wave of all photos. */
function numbersOf(wave: number, waves: number, pieces: number): number[] {
  const [from, to] = [wave, wave + 1].map((part) => Math.round((part * pieces) / waves));
  return numbersFrom(from ?? 0, (to ?? 0) - (from ?? 0));
}

/** Five among the photos of a full run. */
function countDeadly({ pieces }: Size): number {
  return Math.max(2, Math.min(5, Math.round(pieces / 60)));
}
