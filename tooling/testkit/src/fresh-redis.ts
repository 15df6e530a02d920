import { Redis } from "ioredis";
import { storeAddresses } from "./store-addresses.ts";

/** A logical database of its own on the run's Redis; `await using` empties it. */
export type FreshRedis = { url: string; [Symbol.asyncDispose](): Promise<void> };

/**
 * Hands out an empty logical database. Keys and streams are apart from every other test's;
 * publish/subscribe channels are not. A test that flushes all, stops or freezes Redis takes
 * `ownRedis` instead.
 */
export async function freshRedis(): Promise<FreshRedis> {
  const { redisUrl } = storeAddresses();
  const index = await withRedis(redisUrl, (redis) => redis.incr("homeport:testkit:database"));
  const url = `${redisUrl}/${index}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      await withRedis(url, (redis) => redis.flushdb());
    },
  };
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
