import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { Asked } from "../contenders/asked.ts";
import { watchLeast } from "../memory.ts";
import { median } from "../report/statistics.ts";

type Streaming = Asked & { readonly open: string; readonly change: string };

const changes = 5;
const settleMs = 4_000;

/** What 2,000 streams hold, and how long one change takes to reach all of them. */
export function vaultStreamsCase(contenders: readonly Contender<Streaming>[]) {
  return benchCase({
    name: "streams",
    title: "2,000 streams: memory of each, and one change that reaches all",
    once: true,
    contenders,
    async measure({ ask, open, change, programs }, { signal }) {
      const [before = 0] = await watchLeast(programs, settleMs, signal);
      const { streams = 1 } = await ask(open, 0);
      const [after = 0] = await watchLeast(programs, settleMs, signal);
      const reached: number[] = [];
      for (let at = 0; at < changes; at += 1) {
        reached.push((await ask(change, 0))["reachP95Ms"] ?? Number.NaN);
      }
      return { streamBytes: (after - before) / streams, reachP95Ms: median(reached) };
    },
  });
}
