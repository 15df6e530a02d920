import type { Log, Metrics } from "@homeport/platform";

export interface PresenceEvents {
  /** Rows that said something else than the directory, and were set right. */
  drifted(counts: { hosts: number; turnedOn: number; turnedOff: number }): void;
}

export function createPresenceEvents(deps: { log: Log; metrics: Metrics }): PresenceEvents {
  const drift = deps.metrics.counter(
    "presence_drift_total",
    "Hosts whose presence differed from the directory and was set right",
    { direction: ["on", "off"] },
  );
  return {
    drifted({ hosts, turnedOn, turnedOff }) {
      if (turnedOn + turnedOff === 0) return;
      drift.add(turnedOn, { direction: "on" });
      drift.add(turnedOff, { direction: "off" });
      deps.log.info({ event: "presence.drift", hosts, turnedOn, turnedOff }, "presence.drift");
    },
  };
}
