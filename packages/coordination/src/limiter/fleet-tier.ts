import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Clock, Log, Metrics } from "@homeport/platform";
import type { RedisLink } from "../redis/connect.ts";
import { settleWithin } from "../settle-within.ts";
import { createFleetTierEvents } from "./events.ts";
import type { RateClass } from "./rate.ts";

/** What all replicas have let pass together, as far as Redis knows. It advises: without it a process keeps to its share. */
export interface FleetTier extends AsyncDisposable {
  /**
   * Asks for one of `key` in `rateClass` and takes `amount`. Answers 0 when one fits, else the wait in ms, and null
   * when Redis does not say in time. Never rejects.
   */
  ask(rateClass: string, rate: RateClass, key: string, amount: 0 | 1): Promise<number | null>;
}

const defaultDeadlineMs = 50;
const breakerMs = 1_000;
/** A connection that broke comes back by itself; one that only hangs has to be dropped. */
const failuresOfHung = 3;
const microseconds = 1_000_000;

/**
 * Closed: everybody asks. A failure opens the breaker for a second, in which nobody does; then one asks, and the
 * second begins anew with its question: an answer closes the breaker, and no answer costs only that one its wait.
 */
export function createFleetTier(deps: {
  redis: RedisLink;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** 50 ms unless told: whoever asks for something waits for it. */
  deadlineMs?: number;
}): FleetTier {
  const { clock, deadlineMs = defaultDeadlineMs } = deps;
  const redis = deps.redis.branch("rate", deadlineMs);
  const events = createFleetTierEvents(deps);
  const script = readFileSync(new URL("./take-fleet.lua", import.meta.url), "utf8");
  let failures = 0;
  let openUntilMs = 0;

  async function readWaitMs(
    rateClass: string,
    rate: RateClass,
    key: string,
    amount: 0 | 1,
  ): Promise<number> {
    const costMicros = Math.max(1, Math.ceil(microseconds / rate.perSecond));
    const asked = redis.runScript(
      script,
      [redisKeyOf(rateClass, key)],
      [costMicros, rate.burst, amount],
    );
    const answer = await settleWithin(clock, deadlineMs, asked);
    if (!answer.settled) throw new Error("Redis did not answer for a rate in time.");
    if (typeof answer.value !== "number")
      throw new Error("Redis answered for a rate with no number.");
    return Math.ceil(answer.value / 1_000);
  }

  function noteFailure(error: unknown): void {
    failures += 1;
    openUntilMs = clock.monotonicMs() + breakerMs;
    events.failed(error);
    if (failures % failuresOfHung === 0 && redis.isUp()) redis.reconnect();
  }

  return {
    async ask(rateClass, rate, key, amount) {
      if (!redis.isUp()) return null;
      if (failures > 0) {
        if (clock.monotonicMs() < openUntilMs) return null;
        openUntilMs = clock.monotonicMs() + breakerMs;
      }
      try {
        const waitMs = await readWaitMs(rateClass, rate, key, amount);
        failures = 0;
        events.answered();
        return waitMs;
      } catch (error) {
        noteFailure(error);
        return null;
      }
    },
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}

/** A digest: Redis is told no address, and a key of any length makes a name of one. */
function redisKeyOf(rateClass: string, key: string): string {
  const digest = createHash("sha256").update(key).digest("base64url").slice(0, 22);
  return `homeport:rate:${rateClass}:${digest}`;
}
