import { defineWake } from "../wake/define-wake.ts";

export const deadlyKey = "deadly";

/** With a lock that a dead worker holds for a moment only. */
export const deadlyWake = defineWake<null>({
  ...{ name: "test.deadly", queue: "deadly", concurrency: 2, sweepEveryMs: 3_600_000 },
  ...{ lockMs: 400, stalledMs: 100 },
  due: async () => [],
});
