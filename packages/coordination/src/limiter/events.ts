import type { Log, Metrics } from "@homeport/platform";

export interface RateEvents {
  allowed(rateClass: string): void;
  refused(rateClass: string): void;
}

/** One refusal in this many is logged, so that a flood does not fill the log. */
const logEvery = 100;

export function createRateEvents({ log, metrics }: { log: Log; metrics: Metrics }): RateEvents {
  const decisions = metrics.counter("rate_decisions_total", "Rate limit decisions.", [
    "class",
    "result",
    "tier",
  ]);
  let refusals = 0;

  return {
    allowed: (rateClass) => decisions.inc({ class: rateClass, result: "allowed", tier: "local" }),
    refused(rateClass) {
      decisions.inc({ class: rateClass, result: "refused", tier: "local" });
      if (refusals % logEvery === 0) log.info({ class: rateClass, refusals }, "rate.refused");
      refusals += 1;
    },
  };
}
