import type { Log, Metrics } from "@homeport/platform";

/** Who decided: this process's share, or Redis for the sum of all. */
export type RateTier = "local" | "fleet";

export interface RateEvents {
  allowed(rateClass: string, tier: RateTier): void;
  refused(rateClass: string, tier: RateTier): void;
}

export interface FleetTierEvents {
  answered(): void;
  failed(error: unknown): void;
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
    allowed: (rateClass, tier) => decisions.inc({ class: rateClass, result: "allowed", tier }),
    refused(rateClass, tier) {
      decisions.inc({ class: rateClass, result: "refused", tier });
      if (refusals % logEvery === 0) log.info({ class: rateClass, tier, refusals }, "rate.refused");
      refusals += 1;
    },
  };
}

/** Says once that Redis does not answer for rates and once that it does again; failures between are only counted. */
export function createFleetTierEvents(deps: { log: Log; metrics: Metrics }): FleetTierEvents {
  const failures = deps.metrics.counter(
    "rate_fleet_failures_total",
    "Times Redis did not answer for a rate of the whole fleet, so that the local share decided.",
  );
  let isAway = false;

  return {
    answered() {
      if (isAway) deps.log.info({}, "rate.fleet-back");
      isAway = false;
    },
    failed(error) {
      failures.inc();
      if (!isAway) deps.log.warn({ err: error }, "rate.fleet-away");
      isAway = true;
    },
  };
}
