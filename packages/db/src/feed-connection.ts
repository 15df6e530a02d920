import { type Clock, type Log, type Metrics, type Random, systemRandom } from "@homeport/platform";
import { openPool } from "./pool/open-pool.ts";
import { selectOne } from "./pool/store.ts";
import type { SqlRunner } from "./sql-port.ts";
import { createRunner } from "./sql-runner.ts";

export interface FeedConnectionOptions {
  /** Past a transaction-mode pooler, when there is one. */
  url: string;
  /** In `application_name`: homeport-<app>-feed. */
  app: string;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random?: Random;
}

/**
 * One connection apart from the pool, for the feed, lease renewals and the registry: a full pool costs
 * no lease and stales no cache. Its statements are short, run one after the other, and give up after 2 s.
 */
export interface FeedConnection extends SqlRunner, AsyncDisposable {
  /** Rejects with STORE_DOWN or STORE_BUSY when Postgres does not answer. */
  ping(): Promise<void>;
}

const limits = { max: 1, acquireMs: 2_000, maxWaiting: 100, statementTimeoutMs: 2_000 };

/** Opens nothing yet: the connection is made on need. */
export function openFeedConnection(options: FeedConnectionOptions): FeedConnection {
  const random = options.random ?? systemRandom;
  const pool = openPool({ ...options, ...limits, client: "feed", pooled: false, random });
  const runner = createRunner(pool.client);
  return {
    query: runner.query,
    ping: async () => void (await runner.query(selectOne)),
    [Symbol.asyncDispose]: () => pool.close(1_000),
  };
}
