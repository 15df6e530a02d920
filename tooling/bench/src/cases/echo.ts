import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import { percentile } from "../report/statistics.ts";
import { openBulk } from "../visitor/bulk.ts";
import { endless } from "../visitor/download.ts";
import { echoFor } from "../visitor/echo.ts";
import { cpuFigures } from "./cpu-figures.ts";

export function echo(contenders: readonly Contender[]) {
  return benchCase({
    name: "echo",
    title: "64 B there and back on upgraded connections, 32 at once",
    contenders,
    async measure(running, { seconds }) {
      const plan = { connections: 32, seconds };
      const { result, spent } = await countCpu(running.programs, () => echoFor(running, plan));
      const { timesMs } = result;
      return {
        roundTripsPerSecond: timesMs.length / result.seconds,
        ...cpuFigures(spent, timesMs.length),
        p50Ms: percentile(timesMs, 50),
        p99Ms: percentile(timesMs, 99),
      };
    },
  });
}

/** One that types while four others download as fast as they can. */
export function interactive(contenders: readonly Contender[]) {
  return benchCase({
    name: "interactive",
    title: "64 B there and back on one upgraded connection beside 4 unlimited downloads",
    contenders,
    async measure(running, { seconds }) {
      await using _bulk = await openBulk(running, endless, 4);
      const { timesMs } = await echoFor(running, { connections: 1, seconds });
      return { p50Ms: percentile(timesMs, 50), p99Ms: percentile(timesMs, 99) };
    },
  });
}
