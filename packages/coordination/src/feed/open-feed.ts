import type { Clock, Log, Metrics } from "@homeport/platform";
import type { RedisLink } from "../redis/connect.ts";
import type { SqlPort } from "../sql-port.ts";
import type { Feed } from "./feed-port.ts";

export interface FeedDeps {
  /** Only the feed connection is used: a full pool cannot age the feed. */
  readonly sql: Pick<SqlPort, "feed">;
  /** Null runs on the change log alone. */
  readonly redis: RedisLink | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}
