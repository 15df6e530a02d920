import { PlatformError } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openQueues, type Queues } from "../queue/open-queues.ts";
import { defineTask, type Task } from "../task/define-task.ts";
import { metricValue, testContext } from "../testing/context.ts";
import { bindTask, type HandlerContext } from "./binding.ts";
import { JobCancelled } from "./cancelled.ts";
import { consume } from "./consume.ts";

let url: string;
let queues: Queues;
let admin: Redis;
const closing: AsyncDisposable[] = [];

beforeAll(async () => {
  const redis = await freshRedis();
  url = redis.url;
  queues = openQueues({ ...testContext(), url });
  admin = new Redis(url, { maxRetriesPerRequest: null });
  closing.push(redis, queues);
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
});
afterAll(async () => {
  admin.disconnect();
  for (const resource of closing.toReversed()) await resource[Symbol.asyncDispose]();
});

let made = 0;

/** A task in a queue of its own. */
function newTask(overrides: Partial<Task<{ id: string }>> = {}): Task<{ id: string }> {
  made += 1;
  const name = `test.task-${made}`;
  const payload = z.object({ id: z.string() });
  return { ...defineTask({ name, queue: `queue-${made}`, payload, backoffMs: 10 }), ...overrides };
}

function start(
  task: Task<{ id: string }>,
  handler: (payload: { id: string }, context: HandlerContext) => Promise<void>,
) {
  const context = testContext();
  const consumer = consume({
    ...context,
    url,
    tasks: [bindTask(task, handler)],
    countsEveryMs: 20,
  });
  return {
    ...context,
    consumer,
    [Symbol.asyncDispose]: async () => consumer[Symbol.asyncDispose](),
  };
}

async function failedOf(task: Task<{ id: string }>) {
  const queue = new Queue(task.queue, { connection: admin, prefix: "homeport:q" });
  try {
    return await queue.getFailed();
  } finally {
    await queue.close();
  }
}

describe("a task", () => {
  it("that was cancelled while it ran is over: it neither failed nor runs again", async () => {
    const task = newTask();
    let runs = 0;
    await using running = start(task, async () => {
      runs += 1;
      throw new JobCancelled();
    });
    await queues.enqueue(task, { id: "one" });
    const series = (outcome: string) =>
      `homeport_job_attempts_total{name="${task.name}",outcome="${outcome}"}`;
    await waitFor(async () => (await metricValue(running.metrics, series("cancelled"))) === 1, {
      deadlineMs: 15_000,
    });
    await running.consumer.drain();
    expect(await failedOf(task)).toEqual([]);
    expect(await metricValue(running.metrics, series("failed"))).toBe(0);
    expect(runs).toBe(1);
  });

  it("reaches its handler with its payload", async () => {
    const task = newTask();
    const seen: string[] = [];
    await using _ = start(task, async ({ id }) => void seen.push(id));
    expect(await queues.enqueue(task, { id: "one" })).toBe(true);
    await waitFor(() => seen.length === 1, { deadlineMs: 15_000 });
    expect(seen).toEqual(["one"]);
  });

  it("is tried again after an error that another attempt may overcome", async () => {
    const task = newTask();
    let runs = 0;
    await using worker = start(task, async () => {
      runs += 1;
      if (runs < 3) throw new Error("not yet");
    });
    await queues.enqueue(task, { id: "stubborn" });
    await waitFor(() => runs === 3, { deadlineMs: 15_000 });
    const done = `homeport_job_attempts_total{name="${task.name}",outcome="done"}`;
    await waitFor(async () => (await metricValue(worker.metrics, done)) === 1, {
      deadlineMs: 15_000,
    });
  });

  it("is given up after its attempts, and kept for a person to look at", async () => {
    const task = newTask();
    let runs = 0;
    await using _ = start(task, async () => {
      runs += 1;
      throw new Error("never");
    });
    await queues.enqueue(task, { id: "hopeless" });
    await waitFor(async () => (await failedOf(task)).length === 1, { deadlineMs: 15_000 });
    expect(runs).toBe(3);
  });

  it("is not tried again after an error that no attempt can overcome", async () => {
    const task = newTask();
    let runs = 0;
    await using _ = start(task, async () => {
      runs += 1;
      throw new PlatformError("FORBIDDEN");
    });
    await queues.enqueue(task, { id: "refused" });
    const failed = await waitFor(async () => (await failedOf(task))[0], { deadlineMs: 15_000 });
    expect(runs).toBe(1);
    expect(failed.failedReason).toContain("FORBIDDEN");
  });

  it("with a payload that is not its contract's fails as JOB_PAYLOAD, unseen by its handler, and alone", async () => {
    const task = newTask();
    const seen: string[] = [];
    await using _ = start(task, async ({ id }) => void seen.push(id));
    const queue = new Queue(task.queue, { connection: admin, prefix: "homeport:q" });
    await queue.add(task.name, { id: 42 }, { attempts: 3 });
    await queue.close();
    await queues.enqueue(task, { id: "fine" });
    const failed = await waitFor(async () => (await failedOf(task))[0], { deadlineMs: 15_000 });
    expect(failed.failedReason).toContain("JOB_PAYLOAD");
    expect(failed.attemptsMade).toBe(1);
    await waitFor(() => seen.length === 1, { deadlineMs: 15_000 });
    expect(seen).toEqual(["fine"]);
  });

  it("is not sent when its payload would be refused, or is over 4 KiB", async () => {
    const task = newTask();
    expect(await queues.enqueue(task, { id: "x".repeat(5_000) })).toBe(false);
  });

  it("waits once for one key", async () => {
    const task = newTask();
    for (let n = 0; n < 5; n += 1) await queues.enqueue(task, { id: "same" }, { key: "k" });
    const queue = new Queue(task.queue, { connection: admin, prefix: "homeport:q" });
    expect(await queue.getWaitingCount()).toBe(1);
    await queue.close();
  });

  it("that only a newer version knows fails here and is left for a worker that knows it", async () => {
    const task = newTask();
    await using _ = start(task, async () => undefined);
    const queue = new Queue(task.queue, { connection: admin, prefix: "homeport:q" });
    await queue.add("test.newer", { id: "one" }, { attempts: 1 });
    const [failed] = await waitFor(
      async () => {
        const all = await failedOf(task);
        return all.length > 0 ? all : null;
      },
      { deadlineMs: 15_000 },
    );
    expect(failed).toMatchObject({ name: "test.newer", failedReason: "No handler for test.newer" });
    await queue.close();
  });

  it("that takes too long has its signal aborted and is given up, whether it heeds that or not", async () => {
    const task = newTask({ maxRunMs: 100, attempts: 1 });
    let reason: unknown;
    await using _ = start(task, async (_payload, { signal }) => {
      signal.addEventListener("abort", () => {
        reason = signal.reason;
      });
      await new Promise(() => undefined);
    });
    await queues.enqueue(task, { id: "slow" });
    await waitFor(async () => (await failedOf(task)).length === 1, { deadlineMs: 15_000 });
    expect(String(reason)).toContain("100 ms");
  });

  it("is told when its process drains, and runs again elsewhere", async () => {
    const task = newTask({ attempts: 3 });
    const running = Promise.withResolvers<void>();
    const first = start(task, async (_payload, { signal }) => {
      running.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    await queues.enqueue(task, { id: "handed-on" });
    await running.promise;
    await first[Symbol.asyncDispose]();
    const interrupted = `homeport_job_attempts_total{name="${task.name}",outcome="interrupted"}`;
    expect(await metricValue(first.metrics, interrupted)).toBe(1);
    const seen: string[] = [];
    await using _ = start(task, async ({ id }) => void seen.push(id));
    // Where the first could not tell Redis in time how it ended, its lock has to run out, and the next look be taken.
    await waitFor(() => seen.length === 1, { deadlineMs: 40_000 });
  }, 60_000);

  it("shows in the counts of its queue", async () => {
    const task = newTask();
    const release = Promise.withResolvers<void>();
    await using worker = start(task, async () => release.promise);
    await queues.enqueue(task, { id: "active" });
    const active = `homeport_jobs{name="${task.queue}",state="active"}`;
    await waitFor(async () => (await metricValue(worker.metrics, active)) === 1, {
      deadlineMs: 15_000,
    });
    release.resolve();
    await waitFor(async () => (await metricValue(worker.metrics, active)) === 0, {
      deadlineMs: 15_000,
    });
  });
});
