import { ConfigError } from "@homeport/platform";
import { feedConnections } from "./judge-fleet.ts";

/** What one app may hold: as many replicas as its scaler may run, each with its pool. */
export interface ConnectionShare {
  readonly capacity: number;
  readonly poolMax: number;
}

/**
 * Throws CONFIG_INVALID when all replicas of this app together may hold more connections than Postgres has for everybody:
 * then no number of other replicas makes it right.
 */
export function requireBudget({ capacity, poolMax }: ConnectionShare, allowed: number): void {
  const most = capacity * (poolMax + feedConnections);
  if (most <= allowed) return;
  throw new ConfigError([
    {
      name: "HOMEPORT_DB_POOL_MAX",
      problem: `is ${poolMax}, so ${capacity} replicas of this app may hold ${most} connections, and Postgres has ${allowed}`,
      remedy:
        "Lower it, or HOMEPORT_REPLICA_CAPACITY, or raise max_connections of Postgres; it keeps ten for operators.",
    },
  ]);
}
