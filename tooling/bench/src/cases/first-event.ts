import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import { median } from "../report/statistics.ts";
import { timeFirstEvent } from "../visitor/first-event.ts";

const streams = 50;

export function firstEvent(contenders: readonly Contender[]) {
  return benchCase({
    name: "first-event",
    title: "the first event of an event stream, 50 streams one after the other",
    contenders,
    async measure(running, { signal }) {
      const timesMs: number[] = [];
      while (timesMs.length < streams) {
        signal.throwIfAborted();
        timesMs.push(await timeFirstEvent(running));
      }
      return { p50Ms: median(timesMs) };
    },
  });
}
