import type { Random } from "./random.ts";

export interface BackoffOptions {
  baseMs: number;
  maxMs: number;
}

/**
 * The wait before try number `attempt` (0 for the first retry), in ms: doubling from `baseMs` up to
 * `maxMs`, drawn from the upper half of that span so that many callers spread out and none hammers.
 */
export function backoffMs(attempt: number, options: BackoffOptions, random: Random): number {
  const ceiling = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 30));
  return ceiling / 2 + (ceiling / 2) * random.number();
}
