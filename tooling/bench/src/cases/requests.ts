import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import { verifyBytes } from "../visitor/verify-bytes.ts";
import { cpuFigures } from "./cpu-figures.ts";

const answerBytes = 1_024;
const connections = 64;
const warmUpSeconds = 2;

/** As many requests as get through, by wrk or autocannon. */
export function requests(contenders: readonly Contender[]) {
  const warm = new Set<object>();
  return benchCase({
    name: "requests",
    title: "1 KiB answers, 64 connections",
    contenders,
    async measure(running, { load, seconds, signal }) {
      const plan = {
        url: `${running.ca ? "https" : "http"}://127.0.0.1:${running.port}/bytes/${answerBytes}`,
        ...{ host: running.host, headers: running.headers, connections, signal },
      };
      await verifyBytes(running, answerBytes);
      if (!warm.has(running)) await load.run({ ...plan, seconds: warmUpSeconds });
      warm.add(running);
      const { result, spent } = await countCpu(running.programs, () =>
        load.run({ ...plan, seconds }),
      );
      await verifyBytes(running, answerBytes);
      if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
      if (result.requests === 0) throw new Error("not one answer was complete");
      return {
        requestsPerSecond: result.requests / result.seconds,
        ...cpuFigures(spent, result.requests),
        p50Ms: result.p50Ms,
        p99Ms: result.p99Ms,
      };
    },
  });
}
