import { closeCodes } from "@homeport/tunnel";

/** Longest time in each state before the slot moves on by itself, in milliseconds. */
export const stateLimitsMs = {
  resolving: 5_000,
  connecting: 10_000,
  handshaking: 5_000,
  liveCheck: 5_000,
  draining: 30_000,
  refused: 5 * 60_000,
  replaced: 60_000,
} as const;

const backoffBaseMs = 500;
const backoffCapMs = 5_000;
const afterLossMs = 200;
const afterLossBesideLiveMs = 1_000;

/** Time live after which earlier failures are forgotten. */
export const settledAfterMs = 10_000;

/** How an attempt or a tunnel ended. `code` is a tunnel close code, or null for everything else. */
export interface Ending {
  readonly code: number | null;
  readonly reason: string;
  readonly wasLive: boolean;
  /** The wait that the relay asked for, when it did. */
  readonly graceMs?: number | undefined;
}

/** Where a slot goes after an ending, and how long it stays there. */
export interface NextStep {
  readonly state: "waiting" | "refused" | "replaced";
  readonly delayMs: number;
}

/**
 * Decides what follows an ending. A drained relay says so, and its agents dial at once; a refusal
 * is asked about again every few minutes, never in a loop; two copies of one key take turns by the
 * relay's word alone. Everything else backs off, and after a loss the first dial comes quickly, but
 * spread out, since thousands of agents may have lost the same relay.
 * `failures` counts endings since the last settled tunnel; `random` is in [0, 1).
 */
export function nextStep(
  ending: Ending,
  facts: { failures: number; siblingIsLive: boolean; random: number },
): NextStep {
  switch (ending.code) {
    case closeCodes.SERVER_DRAIN:
      return { state: "waiting", delayMs: 0 };
    case closeCodes.VERSION:
    case closeCodes.CREDENTIAL:
    case closeCodes.REVOKED:
      return { state: "refused", delayMs: stateLimitsMs.refused };
    case closeCodes.REPLACED:
      return { state: "replaced", delayMs: stateLimitsMs.replaced };
    case closeCodes.OVERLOADED:
      return { state: "waiting", delayMs: Math.max(spreadOut(ending, facts), backoff(facts)) };
    default:
      return { state: "waiting", delayMs: ending.wasLive ? afterLoss(facts) : backoff(facts) };
  }
}

/** Those who were told to wait for the same time do not come back in the same moment. */
function spreadOut({ graceMs = 0 }: Ending, { random }: { random: number }): number {
  return graceMs * (1 + random / 2);
}

function afterLoss(facts: { failures: number; siblingIsLive: boolean; random: number }): number {
  // A tunnel that dies young again and again backs off like a failing dial.
  if (facts.failures > 1) return backoff(facts);
  return facts.random * (facts.siblingIsLive ? afterLossBesideLiveMs : afterLossMs);
}

function backoff(facts: { failures: number; random: number }): number {
  const exponent = Math.min(Math.max(facts.failures - 1, 0), 10);
  const fullMs = Math.min(backoffBaseMs * 2 ** exponent, backoffCapMs);
  return fullMs * (0.5 + facts.random / 2);
}
