import { z } from "zod";
import { defineTask } from "../task/define-task.ts";
import { defineWake } from "../wake/define-wake.ts";

export const deadlyKey = "deadly";

/** With a lock that a dead worker holds for a moment only, and rows that are due whatever is done. */
export const deadlyWake = defineWake<readonly string[]>({
  ...{ name: "test.deadly", queue: "deadly", concurrency: 1, sweepEveryMs: 2_000 },
  ...{ lockMs: 400, stalledMs: 100 },
  due: async (keys) => keys.map((key) => ({ key })),
});

const scheduled = { queue: "upkeep", payload: z.object({}), schedule: { everyMs: 500 } };

export const deadlyTask = defineTask({ ...scheduled, name: "test.deadly-task" });
export const harmlessTask = defineTask({ ...scheduled, name: "test.harmless-task" });
