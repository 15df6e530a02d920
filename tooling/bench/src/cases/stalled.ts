import { setTimeout as sleep } from "node:timers/promises";
import { benchCase, type Figures, type Tools } from "../bench-case.ts";
import type { Contender, Running } from "../contender.ts";
import { growthFigures, mib, type Resident, watchLeast, watchPeak } from "../memory.ts";
import { type Download, openDownload } from "../visitor/download.ts";
import { requestOneByOne } from "../visitor/requests.ts";

const stalledBytes = 2 ** 30;
const watchMs = 3_000;
/** One tunnel carries 128 streams of the first window each: the stalled ones leave room for these. */
const connections = 16;

/** What bodies that nobody takes, and large ones that somebody takes, cost in memory. */
export function stalledVisitors(contenders: readonly Contender[]) {
  return benchCase({
    name: "stalled",
    title: "visitors that stop reading a 1 GiB answer, and the requests of others meanwhile",
    once: true,
    contenders,
    async measure(running, tools) {
      const { programs } = running;
      const before = await requestRate(running, tools);
      const idle = await settle(running, tools);
      const one = await stall(running, 1, tools);
      one.leave();
      const bodies = await compareBodies(running);
      const many = await stall(running, 100, tools);
      try {
        let beside = 0;
        const busy = await watchPeak(programs, async () => {
          beside = await requestRate(running, tools);
        });
        return {
          idleBytes: Math.max(...idle),
          ...growthFigures("oneGrowthBytes", programs, idle, one.peak),
          ...growthFigures("manyGrowthBytes", programs, idle, many.peak),
          largestBytes: Math.max(...many.peak, ...busy),
          ...bodies,
          requestsPerSecond: beside,
          paceKept: beside / before,
        };
      } finally {
        many.leave();
      }
    },
  });
}

/** What a tunnel that collects bodies needs for one of them. */
export function collectedBody(contenders: readonly Contender[]) {
  return benchCase({
    name: "collected",
    title: "one visitor that stops reading a 256 MiB answer",
    once: true,
    contenders,
    async measure(running, tools) {
      const idle = await settle(running, tools);
      const peak = await watchPeak(running.programs, () => takeWhole(running, 256 * mib));
      return growthFigures("oneGrowthBytes", running.programs, idle, peak);
    },
  });
}

/** Warms the processes up, so that what their first work costs is not counted as growth. */
async function settle(running: Running, { signal }: Tools): Promise<Resident> {
  await requestOneByOne(running, { count: 3_000, connections });
  await takeWhole(running, 32 * mib);
  return watchLeast(running.programs, watchMs, signal);
}

/** Opens so many downloads, takes nothing of them, and watches what that grows to. */
async function stall(running: Running, count: number, { signal }: Tools) {
  const stalled: Download[] = [];
  const leave = () => {
    for (const download of stalled) download.leave();
  };
  try {
    const peak = await watchPeak(running.programs, async () => {
      while (stalled.length < count) {
        const download = openDownload(running, `/bytes/${stalledBytes}`);
        stalled.push(download);
        await download.head;
        download.stall();
      }
      await sleep(watchMs, undefined, { signal });
    });
    return { peak, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

async function requestRate(running: Running, { load, seconds, signal }: Tools): Promise<number> {
  const url = `http://127.0.0.1:${running.port}/bytes/1024`;
  const { host, headers } = running;
  const result = await load.run({ url, host, headers, connections, seconds, signal });
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
  return result.requests / result.seconds;
}

async function compareBodies(running: Running): Promise<Figures> {
  const { programs } = running;
  const small = await watchPeak(programs, () => takeWhole(running, 10 * mib));
  const large = await watchPeak(programs, () => takeWhole(running, stalledBytes));
  return growthFigures("bodiesApartBytes", programs, small, large);
}

function takeWhole(running: Running, size: number): Promise<void> {
  return openDownload(running, `/bytes/${size}`).done;
}
