import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectRedis, type RedisLink } from "@homeport/coordination";
import { openDb, type SqlRunner } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { startKeeper } from "@homeport/services";
import { type OwnStore, ownPostgres, ownRedis } from "@homeport/testkit";
import { createReplica, type Replica } from "../replica/replica.ts";
import { createTables, isReady } from "./store.ts";
import type { WorkPlan } from "./work-plan.ts";

/** Workers over stores of their own, each of which may be taken away. */
export interface WorkLab {
  readonly workers: readonly Replica[];
  readonly postgres: OwnStore;
  /** Postgres itself, past every worker. */
  readonly sql: SqlRunner;
  /** Redis itself. */
  readonly redis: RedisLink["client"];
}

export type LabPlan = Omit<WorkPlan, "worker" | "databaseUrl" | "redisUrl"> & {
  readonly workers: number;
};

const entry = fileURLToPath(new URL("./work-program.ts", import.meta.url));

/** Brings stores and workers up; they end with the stack. */
export async function openWorkLab(plan: LabPlan, stack: AsyncDisposableStack): Promise<WorkLab> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-work-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const keeper = stack.use(startKeeper());
  const postgres = stack.use(await ownPostgres(folder));
  const redisStore = stack.use(await ownRedis(folder));
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const common = { clock: systemClock, log: silentLog, metrics };
  const { sql } = stack.use(openDb({ url: postgres.url, app: "fleet", ...common }));
  const redis = stack.use(await connectRedis({ url: redisStore.url, use: "main", ...common }));
  await createTables(sql);

  const { workers: count, ...told } = plan;
  const workers = Array.from({ length: count }, (_, index) => {
    const worker = `worker-${index + 1}`;
    const argument: WorkPlan = {
      ...{ ...told, worker, databaseUrl: postgres.url, redisUrl: redisStore.url },
    };
    const replica: Replica = createReplica({
      ...{ name: worker, entry, args: [JSON.stringify(argument)], env: {}, folder, keeper },
      isReady: () => isReady(sql, replica.pid()).catch(() => false),
    });
    return stack.use(replica);
  });
  await Promise.all(workers.map((worker) => worker.start()));
  return { workers, postgres, sql, redis: redis.client };
}
