import type { Log } from "@homeport/platform";

/** What was resolved, not what was asked for. */
export interface CoordinationFacts {
  readonly mode: "shared" | "single-process";
  readonly database: "external" | "embedded" | "memory";
  readonly redis: "external" | "embedded" | "memory";
  readonly storage: "s3" | "shared-folder" | "local-folder";
  readonly stage: "dev" | "test" | "prod";
  readonly maxReplicas: number;
  readonly secret: "configured" | "generated";
}

/** Writes the one record by which an operator sees how this process coordinates. Call it once, after the stores are open. */
export function announceCoordination(log: Log, facts: CoordinationFacts): void {
  const { mode, database, redis, storage, stage, maxReplicas, secret } = facts;
  log.info({ mode, database, redis, storage, stage, maxReplicas, secret }, "coordination");
}
