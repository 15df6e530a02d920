import { type Clock, type Log, type Metrics, type Random, systemRandom } from "@homeport/platform";
import { createPoolEvents } from "./events.ts";
import { createDriver } from "./pool/driver.ts";
import { createGatedClient } from "./pool/gated-client.ts";
import { createPermitGate } from "./pool/permits.ts";
import { createTransactionScope } from "./pool/scope.ts";
import type { SqlRunner } from "./sql-port.ts";
import { createRunner } from "./sql-runner.ts";

export interface FeedConnectionOptions {
  /** Past a transaction-mode pooler, when there is one. */
  url: string;
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

const statementTimeoutMs = 2_000;
const acquireMs = 2_000;
const maxWaiting = 100;

/** Opens nothing yet: the connection is made on need. */
export function openFeedConnection(options: FeedConnectionOptions): FeedConnection {
  const events = createPoolEvents({ ...options, client: "feed" });
  const driver = createDriver({
    url: options.url,
    app: options.app,
    client: "feed",
    max: 1,
    statementTimeoutMs,
    pooled: false,
    random: options.random ?? systemRandom,
  });
  const gate = createPermitGate({ max: 1, acquireMs, maxWaiting, clock: options.clock });
  const client = createGatedClient({ driver, gate, events, scope: createTransactionScope() });
  const runner = createRunner(client);
  return {
    query: runner.query,
    ping: async () => void (await runner.query("SELECT 1")),
    [Symbol.asyncDispose]: () => driver.end({ timeout: 1 }),
  };
}
