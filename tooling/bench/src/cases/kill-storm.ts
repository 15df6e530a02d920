import { setTimeout as sleep } from "node:timers/promises";
import {
  countOpen,
  countReady,
  findHeld,
  killDecoders,
  type PhotoLab,
  type PhotoWorker,
} from "@homeport/fleet";
import { waitFor } from "@homeport/testkit";
import { benchCase, type Figures } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { type CpuMeter, meterCpu } from "../cpu-meter.ts";
import { freshCopy, openLabOf } from "../photos/gallery-lab.ts";
import { nowhere } from "../photos/photo-maker.ts";
import type { PhotoSet } from "../photos/photo-set.ts";
import type { Site } from "../site.ts";

interface Course extends Running {
  readonly lab: PhotoLab;
  /** Befalls the workers until it is aborted; answers what was killed. */
  befall(lab: PhotoLab, meter: CpuMeter, signal: AbortSignal): Promise<Figures>;
}

const photosOfOne = 24;
const withinMs = 600_000;
const nsPerMs = 1e6;
/**
 * What the workers take between one blow and the next, by turns: as much as two cores that have nothing else to do give in 2, 3
 * and 4 s. By the clock, a machine with other work to do would get fewer photos done between two blows, and seem worse for it.
 */
const apartNs = [4e9, 6e9, 8e9];
const lookEveryMs = 100;

/** CPU of all renditions of some photos by two workers: undisturbed, and while workers and decoders are killed. */
export function killStorm(site: Site, set: PhotoSet) {
  const course = (name: string, befall: Course["befall"]) =>
    contender<Course>(name, async () => {
      return { ...nowhere, lab: await openLabOf(site, 2, { isBuilt: true }), befall };
    });
  return benchCase<Course>({
    ...{
      name: "kill-storm",
      title: "photos, while a worker or its decoders are killed",
    },
    contenders: [course("undisturbed", async () => ({})), course("struck", strike)],
    measure: (running) => measure(running, set),
  });
}

async function measure({ lab, befall }: Course, set: PhotoSet): Promise<Figures> {
  using meter = meterCpu(() => lab.workers.map((worker) => worker.pid()));
  const { organizationId } = lab.calm;
  const readyBefore = await countReady(lab.sql, organizationId);
  const startedMs = performance.now();
  const beforeNs = meter.readNs();
  const end = new AbortController();
  const befalling = befall(lab, meter, end.signal);
  // Heard of below.
  befalling.catch(() => undefined);
  try {
    await sendAll(lab, set);
    const isDone = async () => (await countOpen(lab.sql, organizationId)) === 0;
    await waitFor(isDone, { deadlineMs: withinMs, everyMs: 50, what: "nothing is left to do" });
  } finally {
    end.abort();
    await befalling;
  }
  const tookSeconds = (performance.now() - startedMs) / 1_000;
  const cpuMs = (meter.readNs() - beforeNs) / nsPerMs / photosOfOne;
  const ready = (await countReady(lab.sql, organizationId)) - readyBefore;
  if (ready !== photosOfOne) {
    throw new Error(`${photosOfOne - ready} of ${photosOfOne} photos are not ready`);
  }
  return { cpuMs, tookSeconds, ...(await befalling) };
}

async function sendAll({ calm }: PhotoLab, set: PhotoSet): Promise<void> {
  const photos = await set.ofRound(0);
  for (let at = 0; at < photosOfOne; at += 1) {
    await calm.sendFile("photo.jpg", freshCopy(photos[at % photos.length] ?? ""));
  }
}

/** By turns a worker, which is started again, and the decoders of one; always of one that has photos in its hands. */
async function strike(lab: PhotoLab, meter: CpuMeter, signal: AbortSignal): Promise<Figures> {
  const killed = { workers: 0, decoders: 0 };
  for (let at = 0; await untilTaken(meter, apartNs[at % apartNs.length] ?? 0, signal); at += 1) {
    const worker = await findBusy(lab, at);
    if (worker === undefined) continue;
    if (killed.workers > killed.decoders) {
      if (await killDecoders(lab.sql, worker)) killed.decoders += 1;
    } else {
      await restart(worker, meter);
      killed.workers += 1;
    }
  }
  if (killed.decoders === 0)
    throw new Error("all was done before a worker and a decoder were killed");
  return { "killed:workers": killed.workers, "killed:decoders": killed.decoders };
}

/** False when the storm was over before. */
async function untilTaken(meter: CpuMeter, ns: number, signal: AbortSignal): Promise<boolean> {
  const untilNs = meter.readNs() + ns;
  while (!signal.aborted && meter.readNs() < untilNs) await sleep(lookEveryMs);
  return !signal.aborted;
}

/** The one whose turn it is, unless only the other has anything. */
async function findBusy({ sql, workers }: PhotoLab, at: number): Promise<PhotoWorker | undefined> {
  const names = new Set((await findHeld(sql)).map(({ worker }) => worker));
  const busy = workers.filter(({ name }) => names.has(name));
  return busy.at(at % Math.max(1, busy.length));
}

async function restart(worker: PhotoWorker, meter: CpuMeter): Promise<void> {
  meter.beforeKill(worker.pid() ?? 0);
  await worker.kill("SIGKILL");
  await worker.start();
}
