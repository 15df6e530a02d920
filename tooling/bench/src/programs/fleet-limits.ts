import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createLimiter, defineRateClasses } from "@homeport/coordination";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { answerAsks } from "./answer-asks.ts";

/** What a limiter keeps of as many keys as it keeps at most. */
const keys = 100_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const classes = defineRateClasses({ page: "600/m+200" });
const metrics = createMetrics({ app: "bench", version: "0.0.0" });
const limiter = createLimiter({
  ...{ classes, maxReplicas: 1, clock: systemClock, log: silentLog, metrics },
});

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

answerAsks({
  async "rate-keys"() {
    const before = heapBytes();
    // Drained below full, so that every one of them has to be remembered.
    for (let at = 0; at < keys; at += 1) {
      const address = `2001:db8:${(at >> 8).toString(16)}:${(at & 255).toString(16)}::/64`;
      for (let times = 0; times < 3; times += 1) limiter.take("page", address);
    }
    if (limiter.keyCount() !== keys) throw new Error(`${limiter.keyCount()} keys are kept`);
    return { heapGrowthBytes: heapBytes() - before };
  },
});
