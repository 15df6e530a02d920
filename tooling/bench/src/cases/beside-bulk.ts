import { setTimeout as sleep } from "node:timers/promises";
import { benchCase, type Tools } from "../bench-case.ts";
import type { Contender, Running } from "../contender.ts";
import { percentile } from "../report/statistics.ts";
import { type Bulk, openBulk } from "../visitor/bulk.ts";
import { endless } from "../visitor/download.ts";
import { requestAtPace } from "../visitor/requests.ts";

const downloads = 4;
/** Until the windows of the downloads have grown to what they will be. */
const settleMs = 1_000;
/** One tunnel carries 128 streams of the first window each, so it is never asked for so many. */
const pace = { perSecond: 200, connections: 100 };

export function besideBulk(contenders: readonly Contender[]) {
  return benchCase({
    name: "beside-bulk",
    title: "1 KiB requests, 200 a second, beside 4 downloads of 25 MB/s on the same tunnel",
    contenders,
    async measure(running, tools) {
      await using bulk = await openBulk(running, "/paced/25000000", downloads);
      await settle(tools);
      return await requestBeside(running, bulk, tools);
    },
  });
}

/** The wire is the bottleneck here, not the machine: what goes first on it decides. */
export function narrowWire(contenders: readonly Contender[]) {
  return benchCase({
    name: "narrow-wire",
    title: "1 KiB requests, 200 a second, beside 4 unlimited downloads, the wire at 20 MB/s",
    contenders,
    async measure(running, tools) {
      await using bulk = await openBulk(running, endless, downloads);
      await settle(tools);
      const { bytesPerSecond: alone } = await meter(bulk, async () => {
        await sleep(tools.seconds * 1_000, undefined, { signal: tools.signal });
      });
      const beside = await requestBeside(running, bulk, tools);
      return { ...beside, bulkKept: beside.bytesPerSecond / alone };
    },
  });
}

function settle({ signal }: Tools): Promise<void> {
  return sleep(settleMs, undefined, { signal });
}

async function requestBeside(running: Running, bulk: Bulk, { seconds, signal }: Tools) {
  const { result, bytesPerSecond } = await meter(bulk, () =>
    requestAtPace(running, { ...pace, seconds, signal }),
  );
  return { p50Ms: percentile(result, 50), p99Ms: percentile(result, 99), bytesPerSecond };
}

/** Runs something, and answers at which rate the bulk went on meanwhile. */
async function meter<T>(bulk: Bulk, run: () => Promise<T>) {
  const [startedMs, before] = [performance.now(), await bulk.readBytes()];
  const result = await run();
  const bytes = (await bulk.readBytes()) - before;
  return { result, bytesPerSecond: bytes / ((performance.now() - startedMs) / 1_000) };
}
