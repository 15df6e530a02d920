/** The times and sizes by which apps are run. Tests pass shorter ones. */
export interface AppLimits {
  readonly probeEveryMs: number;
  readonly probeEachMs: number;
  /** From the start to the first probe that passes. */
  readonly probeAllMs: number;
  /** How often containers are asked for while they get ready. */
  readonly containersEveryMs: number;
  /** What a process has to end by itself once it was told to. */
  readonly stopGraceMs: number;
  /** How often processes are looked at, and their output is cut. */
  readonly watchEveryMs: number;
  /** With less room than this nothing is started. */
  readonly minFreeBytes: number;
  /** How long the name of an app waits for the one that had it before to be removed. */
  readonly nameWaitMs: number;
}

export const appLimits: AppLimits = {
  probeEveryMs: 500,
  probeEachMs: 2_000,
  probeAllMs: 120_000,
  containersEveryMs: 5_000,
  stopGraceMs: 10_000,
  watchEveryMs: 1_000,
  minFreeBytes: 1024 ** 3,
  nameWaitMs: 60_000,
};
