import { setTimeout as pause } from "node:timers/promises";
import { openInspector } from "@homeport/fleet";
import { z } from "zod";
import type { Tools } from "../bench-case.ts";
import type { LiveCatalog } from "./live-catalog.ts";

const windows = 5;
const windowSeconds = 5;
const reloadEveryMs = 1_000;
/** Few enough that their answers of one turn are no stall. */
const connections = 4;
const target = "/api/v1/catalog/entries?q=bade";

const delays = z.object({ p99Ms: z.number(), maxMs: z.number() });

/** In the replica itself, whose clock alone knows what it waits for. */
const begin = `globalThis.benchDelay ??= process.getBuiltinModule("node:perf_hooks")
  .monitorEventLoopDelay({ resolution: 1 });
benchDelay.enable(); benchDelay.reset(); true`;
const read = `({ p99Ms: benchDelay.percentile(99) / 1e6, maxMs: benchDelay.max / 1e6 })`;

/** What one replica answers while nothing changes, and while a commit is pushed every second: windows of both by turns. */
export async function measureReloads(live: LiveCatalog, { load, signal }: Tools) {
  const [web] = live.webs;
  if (web === undefined) throw new Error("there is a replica");
  using inspector = await openInspector(web);
  const url = new URL(target, web.url);

  async function window(reloads: boolean) {
    await inspector.run(begin);
    const over = new AbortController();
    const reloading = reloads ? keepReloading(live, over.signal) : Promise.resolve();
    const result = await load.run({
      ...{ url: url.href, host: url.host, headers: {}, connections },
      ...{ seconds: windowSeconds, signal },
    });
    const { p99Ms: delayP99Ms, maxMs } = delays.parse(await inspector.run(read));
    over.abort();
    await reloading;
    if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
    return { requestsPerSecond: result.requests / result.seconds, delayP99Ms, stallMs: maxMs };
  }

  await window(true);
  const [still, changing]: [Seen[], Seen[]] = [[], []];
  for (let at = 0; at < windows; at += 1) {
    const isChangingFirst = at % 2 === 1;
    if (isChangingFirst) changing.push(await window(true));
    still.push(await window(false));
    if (!isChangingFirst) changing.push(await window(true));
  }
  return { still: mean(still), changing: mean(changing) };
}

interface Seen {
  readonly requestsPerSecond: number;
  readonly delayP99Ms: number;
  readonly stallMs: number;
}

async function keepReloading(live: LiveCatalog, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const next = pause(reloadEveryMs, undefined, { signal }).catch(() => undefined);
    await live.reload(await live.changeOne());
    await next;
  }
}

function mean(seen: readonly Seen[]) {
  const of = (read: (one: Seen) => number) =>
    seen.reduce((sum, one) => sum + read(one), 0) / seen.length;
  return {
    requestsPerSecond: of((one) => one.requestsPerSecond),
    delayP99Ms: of((one) => one.delayP99Ms),
    stallMs: Math.max(...seen.map(({ stallMs }) => stallMs)),
  };
}
