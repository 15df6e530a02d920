import type { Sample } from "../measure.ts";
import { median, spread } from "./statistics.ts";

/** One row of the table: the medians of a contender in a case. */
export interface Row {
  readonly contender: string;
  readonly requestsPerSecond: number;
  readonly requestsSpread: number;
  readonly bytesPerSecond: number;
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly cpuUsTotal: number;
  readonly cpuSpread: number;
  readonly cpuSecondsPerGib: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function summarizeSamples(contender: string, samples: readonly Sample[]): Row {
  const roles = Object.keys(samples[0]?.cpuUs ?? {});
  const of = (read: (sample: Sample) => number) => median(samples.map(read));
  return {
    contender,
    requestsPerSecond: of((sample) => sample.requestsPerSecond),
    requestsSpread: spread(samples.map((sample) => sample.requestsPerSecond)),
    bytesPerSecond: of((sample) => sample.bytesPerSecond),
    cpuUs: Object.fromEntries(roles.map((role) => [role, of((s) => s.cpuUs[role] ?? 0)])),
    cpuUsTotal: of((sample) => sample.cpuUsTotal),
    cpuSpread: spread(samples.map((sample) => sample.cpuUsTotal)),
    cpuSecondsPerGib: of((sample) => sample.cpuSecondsPerGib),
    p50Ms: of((sample) => sample.p50Ms),
    p99Ms: of((sample) => sample.p99Ms),
  };
}
