import type { Log, Metrics } from "@homeport/platform";
import type { RedisUse } from "./connect.ts";

export interface RedisEvents {
  up(use: RedisUse): void;
  down(use: RedisUse): void;
  failed(use: RedisUse): void;
}

/** Says once that Redis is away and once that it is back; errors between are only counted. */
export function createRedisEvents({ log, metrics }: { log: Log; metrics: Metrics }): RedisEvents {
  const up = metrics.gauge("redis_up", "1 while this process is connected to Redis.");
  const errors = metrics.counter("redis_errors_total", "Connection errors by use.", ["use"]);
  let state: "unknown" | "up" | "down" = "unknown";

  return {
    up(use) {
      up.set(1);
      if (state !== "up") log.info({ use }, "redis.up");
      state = "up";
    },
    down(use) {
      up.set(0);
      if (state !== "down") log.warn({ use }, "redis.down");
      state = "down";
    },
    failed: (use) => errors.inc({ use }),
  };
}
