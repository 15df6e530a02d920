import { benchCase } from "../bench-case.ts";
import type { Contender, Running } from "../contender.ts";
import { refuseFailures } from "./checks.ts";

const warmUpSeconds = 1;

/** As many reads over HTTP as get through. */
export function cachedReads(contenders: readonly Contender<Running>[]) {
  const warm = new Set<object>();
  return benchCase({
    name: "reads",
    title: "a read that is answered from memory, 64 connections",
    contenders,
    async measure(running, { load, seconds, signal }) {
      const { port, host, headers } = running;
      const plan = { url: `http://127.0.0.1:${port}/read`, host, headers, connections: 64, signal };
      if (!warm.has(running)) await load.run({ ...plan, seconds: warmUpSeconds });
      warm.add(running);
      const result = await load.run({ ...plan, seconds });
      refuseFailures(result);
      return { requestsPerSecond: result.requests / result.seconds, p99Ms: result.p99Ms };
    },
  });
}
