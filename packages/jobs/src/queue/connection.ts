import { backoffMs, type Random } from "@homeport/platform";
import { Redis } from "ioredis";
import type { ConnectionEvents } from "../events.ts";

/** BullMQ's key prefix when a caller names no other. */
export const queuePrefix = "homeport:q";

/** Where workers name the queues that they serve. */
export function queuesKey(prefix: string): string {
  return `${prefix}:queues`;
}

/** Handing a job over, or asking about one, takes at most this long. */
export const handOverMs = 500;

const reconnectBackoff = { baseMs: 50, maxMs: 1_000 };

/**
 * For BullMQ's queues on a producer's connection. A queue that asks Redis for its version before its first use, while Redis
 * hangs, would get no answer in time and refuse everything from then on.
 */
export const asksNothingFirst = { skipVersionCheck: true } as const;

/** For producers: fails at once while Redis is away, so that no mutation waits for it. */
export function connectProducer(url: string, events: ConnectionEvents, random: Random): Redis {
  const client = new Redis(url, {
    connectionName: "homeport-jobs",
    commandTimeout: handOverMs,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: (times) => backoffMs(times, reconnectBackoff, random),
  });
  client.on("error", events.connectionFailed);
  return client;
}

/** For consumers: waits for Redis as long as it takes, as BullMQ's blocking reads require. */
export function connectConsumer(url: string, events: ConnectionEvents, random: Random): Redis {
  const client = new Redis(url, {
    connectionName: "homeport-jobs-worker",
    connectTimeout: 2_000,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => backoffMs(times, reconnectBackoff, random),
  });
  client.on("error", events.connectionFailed);
  return client;
}
