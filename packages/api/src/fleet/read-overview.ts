import { listReplicas, readPostgres } from "@homeport/db";
import { countConnectedHosts } from "@homeport/hosts";
import { JobsError, type QueueReader } from "@homeport/jobs";
import type { FleetContext } from "./context.ts";
import { listFleetWakes } from "./list-wakes.ts";
import { type FleetFacts, type FleetOverview, overviewOf, type RedisStatus } from "./overview.ts";

/** Reads Postgres and Redis, and asks no replica, so that it answers while replicas are down. */
export async function readFleetOverview(ctx: FleetContext): Promise<FleetOverview> {
  const { db } = ctx;
  const [replicas, postgres, hosts, wakes, queued] = await Promise.all([
    listReplicas(db.orm),
    readPostgres(db.orm),
    countConnectedHosts(ctx),
    listFleetWakes(ctx),
    readQueues(ctx.queues),
  ]);
  const secretWarning = ctx.readSecretWarning();
  return overviewOf({ replicas, postgres, hosts, wakes, secretWarning, ...queued });
}

/** Redis may be away: that is something to show, not to fail of. */
async function readQueues(
  reader: QueueReader | null,
): Promise<Pick<FleetFacts, "redis" | "queues">> {
  if (reader === null) return { redis: { is: "none" }, queues: null };
  try {
    const [redis, queues] = await Promise.all([reader.readRedis(), reader.listQueues()]);
    return { redis: { is: "up", ...redis } satisfies RedisStatus, queues };
  } catch (error) {
    if (error instanceof JobsError && error.code === "QUEUES_AWAY") {
      return { redis: { is: "away", forMs: reader.awayForMs() }, queues: null };
    }
    throw error;
  }
}
