import { type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { defineTask } from "../task/define-task.ts";
import { metricValue, testContext } from "../testing/context.ts";
import { defineWake } from "../wake/define-wake.ts";
import { openQueues, type Queues } from "./open-queues.ts";

const deadline = { deadlineMs: 15_000 };
const newWake = (queue: string) =>
  defineWake({
    ...{ name: `test.${queue}`, queue, concurrency: 4, sweepEveryMs: 60_000 },
    due: async () => [],
  });
const wake = newWake("rows");
const payload = z.object({ id: z.string() }).optional();
const task = defineTask({ name: "test.mail", queue: "mails", payload });

let server: OwnStore;
const context = testContext();
let queues: Queues;

beforeAll(async () => {
  server = await ownRedis();
  const { clock, log, metrics } = context;
  queues = openQueues({ clock, log, metrics, url: server.url });
  await waitFor(() => queues.isUp(), deadline);
});
afterAll(async () => {
  await queues[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

it("rows that wait for a worker are counted, at whatever priority, and once a key", async () => {
  expect(await queues.countWaiting(wake)).toBe(0);
  expect(await queues.wake(wake, [])).toBe(true);
  expect(await queues.wake(wake, ["a", { key: "b", priority: 3 }])).toBe(true);
  expect(await queues.wake(wake, ["a"])).toBe(true);
  expect(await queues.countWaiting(wake)).toBe(2);
});

it("how many of a queue may run in the whole fleet is set, and set free again", async () => {
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  const queue = new Queue(wake.queue, { connection, prefix: "homeport:q" });
  expect(await queues.limit(wake, 2)).toBe(true);
  expect(await queue.getGlobalConcurrency()).toBe(2);
  expect(await queues.limit(wake, 0)).toBe(true);
  expect(await queue.getGlobalConcurrency()).toBeNull();
  await queue.close();
  connection.disconnect();
});

it("a payload that its contract does not know, or that is too large, is not sent", async () => {
  expect(await queues.enqueue(task, { id: "x".repeat(5_000) })).toBe(false);
  expect(await queues.enqueue(task, undefined)).toBe(true);
});

it("a queue that holds something else is told of, and stops nobody", async () => {
  const failures = async () => await metricValue(context.metrics, errors);
  const before = await failures();
  const other = newWake("strange");
  await openStrange();
  expect(await queues.countWaiting(other)).toBeNull();
  expect(await queues.limit(other, 2)).toBe(false);
  expect(await failures()).toBeGreaterThan(before);
});

it("while Redis is away each of them says no at once, and yes when it is back", async () => {
  await server.stop("kill");
  await waitFor(() => !queues.isUp(), deadline);
  expect(await queues.wake(wake, ["c"])).toBe(false);
  expect(await queues.limit(wake, 2)).toBe(false);
  expect(await queues.countWaiting(wake)).toBeNull();
  await server.start();
  await waitFor(() => queues.isUp(), deadline);
  expect(await queues.countWaiting(wake)).toBe(0);
});

const errors = 'homeport_redis_errors_total{use="jobs"}';

/** Where a queue of that name would keep its settings and its list, stand words. */
async function openStrange(): Promise<void> {
  const admin = new Redis(server.url);
  await admin.set("homeport:q:strange:wait", "words");
  await admin.set("homeport:q:strange:meta", "words");
  admin.disconnect();
}
