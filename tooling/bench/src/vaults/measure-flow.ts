import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../report/statistics.ts";

/** One thing that is done over and over; rejects where it was not done as wanted. */
export type Step = (index: number) => Promise<void>;

export interface FlowFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** As many as get through, so many at once, until the time is over or nothing is left. */
export async function measureFlow(
  { width, seconds, count }: { width: number; seconds: number; count: number },
  step: Step,
): Promise<FlowFigures & { readonly done: number }> {
  const latencies: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1_000;
  let next = 0;
  async function walk(): Promise<void> {
    while (next < count && performance.now() < untilMs) {
      next += 1;
      const sentMs = performance.now();
      await step(next - 1);
      latencies.push(performance.now() - sentMs);
    }
  }
  await Promise.all(Array.from({ length: width }, walk));
  const tookMs = performance.now() - startedMs;
  const perSecond = (latencies.length * 1_000) / tookMs;
  return { perSecond, ...latencyFigures(latencies), done: latencies.length };
}

/**
 * One after the other at a steady rate, whether or not those before are done: what waits for others counts as waiting. Each
 * latency begins when its turn came.
 */
export async function measurePaced(
  { perSecond, seconds, count }: { perSecond: number; seconds: number; count: number },
  step: Step,
): Promise<FlowFigures & { readonly done: number }> {
  const latencies: number[] = [];
  const all = Math.min(count, Math.floor(perSecond * seconds));
  const startedMs = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < all; index += 1) {
    const dueMs = startedMs + (index * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    running.push(
      step(index).then(() => void latencies.push(performance.now() - Math.max(dueMs, startedMs))),
    );
  }
  await Promise.all(running);
  const rate = (latencies.length * 1_000) / (performance.now() - startedMs);
  return { perSecond: rate, ...latencyFigures(latencies), done: latencies.length };
}

function latencyFigures(latencies: readonly number[]): Omit<FlowFigures, "perSecond"> {
  return {
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    p99Ms: percentile(latencies, 99),
  };
}
