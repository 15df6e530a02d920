import { connectRedis, type LeaseDeps } from "@homeport/coordination";
import { createSqlPort, openDb, openFeedConnection, type Tx } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";

/** One replica as far as coordination goes, over the stores of the bench; the process's end closes it. */
export async function openReplica(databaseUrl: string, redisUrl: string, replicaId: string) {
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const db = openDb({ url: databaseUrl, app: "bench", ...shared });
  const connection = openFeedConnection({ url: databaseUrl, app: "bench", ...shared });
  const redis = await connectRedis({ url: redisUrl, use: "main", ...shared });
  const sql = createSqlPort(db, connection);
  const deps: LeaseDeps<Tx> = { ...shared, sql, replicaId };
  return { ...shared, db, sql, redis, deps };
}

export type BenchReplica = Awaited<ReturnType<typeof openReplica>>;
