import { openFeed } from "@homeport/coordination";
import { createSqlPort, openDb, openFeedConnection } from "@homeport/db";
import {
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";

/** What gate, sign-in and vaults stand on, over the stores of the bench; the end of a process closes it, too. */
export async function openStores(databaseUrl: string, secret: string) {
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const db = openDb({ url: databaseUrl, app: "bench", ...shared });
  const connection = openFeedConnection({ url: databaseUrl, app: "bench", ...shared });
  const feed = await openFeed({ sql: createSqlPort(db, connection), redis: null, ...shared });
  return {
    ...shared,
    ...{ db, feed, keys: deriveKeys(secret) },
    async [Symbol.asyncDispose]() {
      await feed[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
    /** Statements that the pool has run; the feed's own connection apart. */
    async queries(): Promise<number> {
      const text = await metrics.text();
      const line = /^homeport_db_queries_total\{.*client="pool".*\} (\d+)$/m.exec(text);
      return Number(line?.[1] ?? 0);
    },
  };
}

export type Stores = Awaited<ReturnType<typeof openStores>>;
