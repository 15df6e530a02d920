import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectRedis, type RedisLink } from "@homeport/coordination";
import { type Db, migrate, openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { startKeeper } from "@homeport/services";
import { type OwnStore, ownPostgres, ownRedis } from "@homeport/testkit";
import { createReplica, type Replica } from "../replica/replica.ts";
import { createVaultFiller, type VaultFiller } from "./fill-vaults.ts";
import { createGate, isReady } from "./store.ts";
import type { VaultPlan } from "./vault-plan.ts";

/** Workers of vaults over stores of their own, each of which may be taken away. */
export interface VaultLab {
  readonly workers: readonly Replica[];
  readonly postgres: OwnStore;
  /** Postgres itself, past every worker. */
  readonly db: Db;
  /** Redis itself. */
  readonly redis: RedisLink["client"];
  readonly filler: VaultFiller;
}

export type VaultLabPlan = Omit<VaultPlan, "worker" | "databaseUrl" | "redisUrl"> & {
  readonly workers: number;
  /** More of them, which are not started. */
  readonly spare?: number;
};

const entry = fileURLToPath(new URL("./vault-program.ts", import.meta.url));

/** Brings stores and workers up; they end with the stack. */
export async function openVaultLab(
  plan: VaultLabPlan,
  stack: AsyncDisposableStack,
): Promise<VaultLab> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-vaults-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const keeper = stack.use(startKeeper());
  const postgres = stack.use(await ownPostgres(folder));
  const redisStore = stack.use(await ownRedis(folder));
  await migrate({ url: postgres.url, log: silentLog });
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const common = { clock: systemClock, log: silentLog, metrics };
  const db = stack.use(openDb({ url: postgres.url, app: "fleet", ...common }));
  const redis = stack.use(await connectRedis({ url: redisStore.url, use: "main", ...common }));
  await createGate(db.sql);

  const { workers: count, spare = 0, ...told } = plan;
  const workers = Array.from({ length: count + spare }, (_, index) => {
    const worker = `worker-${index + 1}`;
    const argument: VaultPlan = {
      ...{ ...told, worker, databaseUrl: postgres.url, redisUrl: redisStore.url },
    };
    const replica: Replica = createReplica({
      ...{ name: worker, entry, args: [JSON.stringify(argument)], env: {}, folder, keeper },
      isReady: () => isReady(db.sql, replica.pid()).catch(() => false),
    });
    return stack.use(replica);
  });
  await Promise.all(workers.slice(0, count).map((worker) => worker.start()));
  return { workers, postgres, db, redis: redis.client, filler: await createVaultFiller(db) };
}
