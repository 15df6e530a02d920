import type { Log, Metrics } from "@homeport/platform";
import type { Lease } from "./lease.ts";

export interface LeaseEvents {
  acquired(lease: Lease): void;
  lost(lease: Lease): void;
  released(lease: Lease): void;
  releaseFailed(lease: Lease, error: unknown): void;
}

/** What operators learn of leases. Names come from code, so they may label a metric. */
export function createLeaseEvents({ log, metrics }: { log: Log; metrics: Metrics }): LeaseEvents {
  const steals = metrics.counter("lease_steals_total", "Expired leases taken over.", ["name"]);
  const losses = metrics.counter("lease_lost_total", "Leases that their holder lost.", ["name"]);
  const fields = (lease: Lease) => ({ lease: lease.name, fence: lease.fence.toString() });

  return {
    acquired(lease) {
      if (!lease.stolen) {
        log.debug(fields(lease), "lease.acquired");
        return;
      }
      steals.inc({ name: lease.name });
      log.warn(fields(lease), "lease.stolen");
    },
    lost(lease) {
      losses.inc({ name: lease.name });
      log.warn(fields(lease), "lease.lost");
    },
    released: (lease) => log.debug(fields(lease), "lease.released"),
    releaseFailed: (lease, error) =>
      log.warn({ ...fields(lease), err: error }, "lease.release-failed"),
  };
}
