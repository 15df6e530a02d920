import type { Metrics } from "@homeport/platform";

export interface PresenceEvents {
  /** Rows that said something else than the directory, and were set right. */
  drifted(counts: { turnedOn: number; turnedOff: number }): void;
}

export function createPresenceEvents(metrics: Metrics): PresenceEvents {
  const drift = metrics.counter(
    "presence_drift_total",
    "Hosts whose presence differed from the directory and was set right",
    { direction: ["on", "off"] },
  );
  return {
    drifted({ turnedOn, turnedOff }) {
      if (turnedOn > 0) drift.add(turnedOn, { direction: "on" });
      if (turnedOff > 0) drift.add(turnedOff, { direction: "off" });
    },
  };
}
