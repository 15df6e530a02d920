import { connectRedis } from "@homeport/coordination";
import { createMetrics, type Stage, silentLog, systemClock } from "@homeport/platform";
import { ownRedis, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { watchEviction } from "./watch-eviction.ts";

let stack: AsyncDisposableStack;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let stops: string[];

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await ownRedis());
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, log: silentLog, metrics };
  redis = stack.use(await connectRedis({ url, use: "main", ...shared }));
  await waitFor(() => redis.isUp(), { deadlineMs: 15_000 });
});
afterAll(() => stack.disposeAsync());
beforeEach(async () => {
  stops = [];
  await setPolicy("noeviction");
});

async function setPolicy(policy: string): Promise<void> {
  await redis.client.config("SET", "maxmemory-policy", policy);
}

const watch = (stage: Stage) =>
  watchEviction({
    ...{ redis, stage, clock: systemClock, log: silentLog, everyMs: 20 },
    stop: (reason) => void stops.push(reason),
  });

test("a Redis that throws jobs away is warned of outside prod, and refused in prod", async () => {
  await setPolicy("allkeys-lru");
  await using watched = await watch("dev");
  expect(watched.readWarning()).toContain("allkeys-lru");
  await expect(watch("prod")).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await setPolicy("noeviction");
  await waitFor(() => watched.readWarning() === null, { deadlineMs: 15_000 });
});

test("one that begins to do so stops a worker in prod", async () => {
  await using watched = await watch("prod");
  expect(watched.readWarning()).toBeNull();
  await setPolicy("volatile-ttl");
  await waitFor(() => stops.length > 0, { deadlineMs: 15_000 });
  expect(stops[0]).toContain("volatile-ttl");
});
