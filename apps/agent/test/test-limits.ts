import { type AppLimits, appLimits } from "../src/apps/limits.ts";

/** Patient enough for a machine with more to do, and quick where nothing waits. */
export const testLimits: AppLimits = {
  ...appLimits,
  ...{
    probeEveryMs: 20,
    probeAllMs: 20_000,
    stopGraceMs: 5_000,
    watchEveryMs: 50,
    containersEveryMs: 1_000,
    minFreeBytes: 0,
  },
};
