import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { Checker } from "../contenders/gate-listener.ts";
import { countCpu } from "../cpu.ts";
import type { LoadTool } from "../load/load.ts";
import { ask } from "../visitor/ask.ts";

const warmUpSeconds = 2;

/** As many checks over HTTP as get through. */
export function checks(contenders: readonly Contender<Checker>[]) {
  const warm = new Set<object>();
  return benchCase({
    name: "checks",
    title: "a check over HTTP, 64 connections",
    contenders,
    async measure(running, { load, seconds, signal }) {
      await requireAllow(running);
      const plan = { ...planOf(running), connections: 64, signal };
      if (!warm.has(running)) await load.run({ ...plan, seconds: warmUpSeconds });
      warm.add(running);
      const { result, spent } = await countCpu(running.programs, () =>
        load.run({ ...plan, seconds }),
      );
      refuseFailures(result);
      return {
        requestsPerSecond: result.requests / result.seconds,
        cpuUs: spent.totalNs / 1_000 / result.requests,
        p99Ms: result.p99Ms,
      };
    },
  });
}

export function planOf({ port, host, headers, path }: Checker) {
  return { url: `http://127.0.0.1:${port}${path}`, host, headers };
}

export function refuseFailures(result: Awaited<ReturnType<LoadTool["run"]>>): void {
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
  if (result.requests === 0) throw new Error("not one answer was complete");
}

async function requireAllow(running: Checker): Promise<void> {
  const { status, body } = await ask(running, running.path);
  if (status >= 300) throw new Error(`${status} instead of an allow: ${body.toString()}`);
}
