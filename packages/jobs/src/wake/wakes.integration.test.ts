import { systemClock } from "@homeport/platform";
import { type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bindWake, type HandlerContext } from "../consume/binding.ts";
import { consume } from "../consume/consume.ts";
import { openQueues } from "../queue/open-queues.ts";
import { metricValue, testContext } from "../testing/context.ts";
import { defineWake, type WakeInput } from "./define-wake.ts";

let server: OwnStore;
beforeAll(async () => {
  server = await ownRedis();
});
afterAll(async () => server[Symbol.asyncDispose]());

/** Stands for a domain's table: which keys are due. */
let due: Set<string>;
let ran: string[];
let made = 0;
beforeEach(() => {
  due = new Set();
  ran = [];
  made += 1;
});

function newWake(overrides: Partial<WakeInput<Set<string>>> = {}) {
  return defineWake<Set<string>>({
    name: `test.wake-${made}`,
    queue: `wake-${made}`,
    concurrency: 2,
    sweepEveryMs: 3_600_000,
    due: async (rows, limit) => [...rows].slice(0, limit).map((key) => ({ key })),
    ...overrides,
  });
}

async function settle(key: string): Promise<void> {
  ran.push(key);
  due.delete(key);
}

function start(
  wake: ReturnType<typeof newWake>,
  handler: (key: string, context: HandlerContext) => Promise<void> = settle,
  drives?: (lease: string) => boolean,
) {
  return consume({
    ...testContext(),
    url: server.url,
    tasks: [],
    wakes: [bindWake(wake, due, handler)],
    ...(drives ? { drives } : {}),
  });
}

async function connectedQueues() {
  const queues = openQueues({ ...testContext(), url: server.url });
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
  return queues;
}

describe("a wake", () => {
  it("runs its handler for the key", async () => {
    const wake = newWake();
    await using _ = start(wake);
    await using queues = await connectedQueues();
    expect(await queues.wake(wake, ["a", "b"])).toBe(true);
    await waitFor(() => ran.length === 2, { deadlineMs: 15_000 });
    expect(ran.toSorted()).toEqual(["a", "b"]);
  });

  it("has its signal aborted once its lock is not its own any more, and its row is for whoever has it", async () => {
    const wake = newWake({ lockMs: 400 });
    const held = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<string>();
    await using _ = start(wake, async (key, { signal }) => {
      ran.push(key);
      if (ran.length > 1) return;
      held.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      letGo.resolve(String(signal.reason));
      throw signal.reason;
    });
    await using queues = await connectedQueues();
    await queues.wake(wake, ["a"]);
    await held.promise;
    const admin = new Redis(server.url);
    const [lock] = await admin.keys(`homeport:q:${wake.queue}:*:lock`);
    await admin.set(lock ?? "", "somebody else");
    admin.disconnect();
    expect(await letGo.promise).toContain("lock was lost");
  });

  it("with a payload that is not its contract's fails as JOB_PAYLOAD, told, kept, unseen by its handler and alone", async () => {
    const context = testContext();
    const wake = newWake();
    await using _ = consume({
      ...{ ...context, url: server.url, tasks: [] },
      wakes: [bindWake(wake, due, settle)],
    });
    const admin = new Redis(server.url, { maxRetriesPerRequest: null });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => admin.disconnect());
    const queue = new Queue(wake.queue, { connection: admin, prefix: "homeport:q" });
    stack.defer(async () => queue.close());
    await queue.add(wake.name, { id: "a" }, { attempts: 3 });
    await queue.add(wake.name, { key: "b" });
    await waitFor(() => ran.length === 1, { deadlineMs: 15_000 });
    const failed = await waitFor(async () => (await queue.getFailed())[0], { deadlineMs: 15_000 });
    expect(failed.failedReason).toMatch(/^JOB_PAYLOAD: /);
    expect(failed.attemptsMade).toBe(1);
    const series = `homeport_job_attempts_total{name="${wake.name}",outcome="failed"}`;
    expect(await metricValue(context.metrics, series)).toBe(1);
    expect(ran).toEqual(["b"]);
  });

  it("that waits with a priority is counted among those that wait", async () => {
    const context = testContext();
    const wake = newWake({ concurrency: 1 });
    const release = Promise.withResolvers<void>();
    await using _ = consume({
      ...{ ...context, url: server.url, tasks: [], countsEveryMs: 20 },
      wakes: [bindWake(wake, due, async () => release.promise)],
    });
    await using queues = await connectedQueues();
    await queues.wake(wake, ["a", { key: "b", priority: 2 }, { key: "c", priority: 3 }]);
    const waiting = `homeport_jobs{name="${wake.queue}",state="waiting"}`;
    const count = async () => metricValue(context.metrics, waiting);
    await waitFor(async () => (await count()) === 2, { deadlineMs: 15_000 });
    release.resolve();
    await waitFor(async () => (await count()) === 0, { deadlineMs: 15_000 });
  });

  it.each([
    ["goes on when its runs say that the row is somebody else's", true, 6],
    ["is set aside when its runs freeze until somebody else has the row", false, 2],
  ])("%s", async (_title, isSaid, runs) => {
    const wake = newWake({ lockMs: 200, stalledMs: 50, sweepEveryMs: 50 });
    due.add("a");
    const most = 2;
    const tried: string[] = [];
    await using _ = consume({
      ...{ ...testContext(), url: server.url, tasks: [], interruptions: most },
      wakes: [
        bindWake(wake, due, async (key, { notMine, signal }) => {
          tried.push(key);
          if (isSaid) return notMine();
          // As one that was frozen: its lock goes to somebody else, and it is told so when it thaws.
          const admin = new Redis(server.url);
          const [lock] = await admin.keys(`homeport:q:${wake.queue}:*:lock`);
          await admin.set(lock ?? "", "somebody else", "PX", 500);
          admin.disconnect();
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          throw signal.reason;
        }),
      ],
    });
    await waitFor(() => tried.length >= runs, { deadlineMs: 15_000 });
    if (isSaid) return;
    const admin = new Redis(server.url);
    const isAside = async () => admin.hget(`homeport:q:begun:${wake.name}/a`, "job");
    await waitFor(isAside, { deadlineMs: 15_000 });
    admin.disconnect();
    expect(tried).toHaveLength(most);
  });

  it("tells for how long its oldest row has been due, and that none is any more", async () => {
    const context = testContext();
    let ages = [70_000, 5_000];
    const wake = newWake({
      sweepEveryMs: 50,
      due: async () => ages.map((dueForMs, at) => ({ key: `${at}`, dueForMs })),
    });
    const wakes = [bindWake(wake, due, async () => undefined)];
    await using _ = consume({ ...context, url: server.url, tasks: [], wakes });
    const told = async () =>
      /^homeport_job_oldest_due_seconds\{.*\} (\S+)$/m.exec(await context.metrics.text())?.[1];
    await waitFor(async () => (await told()) === "70", { deadlineMs: 15_000 });
    ages = [];
    await waitFor(async () => (await told()) === "0", { deadlineMs: 15_000 });
  });

  it.each([
    [1, 1],
    [0, 2],
  ])("with a limit of %i over all processes runs at most %i of two at once", async (most, peak) => {
    const wake = newWake({ concurrency: 1 });
    await using queues = await connectedQueues();
    expect(await queues.limit(wake, most)).toBe(true);
    let active = 0;
    let highest = 0;
    const both = Promise.withResolvers<void>();
    const handler = async (key: string) => {
      active += 1;
      highest = Math.max(highest, active);
      if (active === 2) both.resolve();
      // Without a limit the first waits until the second is there, too; with it, long enough to see that it does not come.
      const patience = most === 0 ? [] : [systemClock.sleep(200)];
      await Promise.race([both.promise, ...patience]);
      active -= 1;
      await settle(key);
    };
    await using _first = start(wake, handler);
    await using _second = start(wake, handler);
    expect(await queues.wake(wake, [{ key: "a", priority: 2 }, "b", "c", "d"])).toBe(true);
    await waitFor(() => ran.length === 4, { deadlineMs: 15_000 });
    expect(highest).toBe(peak);
  });

  it("coalesces by key: one runs, one waits, whatever is asked meanwhile", async () => {
    const wake = newWake();
    const release = Promise.withResolvers<void>();
    await using _ = start(wake, async (key) => {
      ran.push(key);
      await release.promise;
    });
    await using queues = await connectedQueues();
    await queues.wake(wake, ["a"]);
    await waitFor(() => ran.length === 1, { deadlineMs: 15_000 });
    for (let n = 0; n < 5; n += 1) await queues.wake(wake, ["a"]);
    release.resolve();
    await waitFor(() => ran.length === 2, { deadlineMs: 15_000 });
    await queues.wake(wake, ["last"]);
    await waitFor(() => ran.includes("last"), { deadlineMs: 15_000 });
    expect(ran).toEqual(["a", "a", "last"]);
  });

  it("is sent where a job of its key is gone without a trace, and only its name was left", async () => {
    const wake = newWake();
    await using queues = await connectedQueues();
    await queues.wake(wake, ["a"]);
    const admin = new Redis(server.url);
    const [name = ""] = await admin.keys(`*:${wake.queue}:de:*`);
    const queue = name.slice(0, name.indexOf(":de:"));
    await admin.del(`${queue}:wait`, `${queue}:prioritized`, `${queue}:${await admin.get(name)}`);
    admin.disconnect();
    await using _ = start(wake);
    await queues.wake(wake, ["a"]);
    await waitFor(() => ran.length === 1, { deadlineMs: 15_000 });
  });

  it("is sent anew where Redis knows a job of its key and has lost its place, which swallows every wake", async () => {
    const wake = newWake();
    await using queues = await connectedQueues();
    await queues.wake(wake, ["a", "b"]);
    const admin = new Redis(server.url);
    const [name = ""] = await admin.keys(`*:${wake.queue}:de:*a`);
    const queue = name.slice(0, name.indexOf(":de:"));
    const jobId = (await admin.get(name)) ?? "";
    expect(await admin.lrem(`${queue}:wait`, 1, jobId)).toBe(1);
    admin.disconnect();
    expect(await queues.wake(wake, ["a"])).toBe(true);
    // The control: nothing has come of it.
    expect(await queues.countWaiting(wake)).toBe(1);
    expect(await queues.wakeStale(wake, ["a", "b"])).toBe(1);
    expect(await queues.wakeStale(wake, ["a", "b"])).toBe(0);
    await using _ = start(wake);
    await waitFor(() => ran.length === 2, { deadlineMs: 15_000 });
    expect(ran.toSorted()).toEqual(["a", "b"]);
  });

  it("that was never sent is made up for by the sweep of due rows", async () => {
    due.add("forgotten");
    await using _ = start(newWake({ sweepEveryMs: 50 }));
    await waitFor(() => ran.includes("forgotten"), { deadlineMs: 15_000 });
  });

  it("is swept only by the driver where its contract asks for one", async () => {
    due.add("driven");
    const wake = newWake({ sweepEveryMs: 30, driverLease: "driver" });
    let drives = false;
    const asked: string[] = [];
    await using _ = start(wake, settle, (lease) => {
      asked.push(lease);
      return drives;
    });
    await waitFor(() => asked.length >= 3, { deadlineMs: 15_000 });
    expect(ran).toEqual([]);
    drives = true;
    await waitFor(() => ran.length === 1, { deadlineMs: 15_000 });
  });

  it("is handed to this process's own handlers while Redis is away, within its concurrency", async () => {
    const wake = newWake({ sweepEveryMs: 50 });
    let running = 0;
    let most = 0;
    await using consumer = start(wake, async (key) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      await settle(key);
    });
    await server.stop("kill");
    try {
      await waitFor(() => !consumer.isUp(), { deadlineMs: 15_000 });
      for (let n = 0; n < 6; n += 1) due.add(`k${n}`);
      await waitFor(() => due.size === 0, { deadlineMs: 15_000 });
      expect(most).toBeLessThanOrEqual(2);
      expect(ran.toSorted()).toEqual(["k0", "k1", "k2", "k3", "k4", "k5"]);
    } finally {
      await server.start();
    }
    await waitFor(() => consumer.isUp(), { deadlineMs: 15_000 });
    due.add("after");
    await waitFor(() => ran.includes("after"), { deadlineMs: 15_000 });
  });

  it("goes on sweeping after a query that failed", async () => {
    let failures = 0;
    const wake = newWake({
      sweepEveryMs: 30,
      due: async (rows) => {
        failures += 1;
        if (failures < 3) throw new Error("the store is away");
        return [...rows].map((key) => ({ key }));
      },
    });
    due.add("late");
    await using _ = start(wake);
    await waitFor(() => ran.includes("late"), { deadlineMs: 15_000 });
  });

  it("is sent again by one whose very first try found Redis frozen", async () => {
    const wake = newWake();
    await using queues = await connectedQueues();
    server.freeze();
    try {
      expect(await queues.wake(wake, ["a"])).toBe(false);
      expect(queues.takesJobs()).toBe(false);
    } finally {
      server.thaw();
    }
    await waitFor(() => queues.wake(wake, ["a"]), { deadlineMs: 15_000, everyMs: 50 });
    expect(queues.takesJobs()).toBe(true);
  });

  it("is handed to this process's own handlers while Redis refuses writes, and goes through it afterwards", async () => {
    const wake = newWake({ sweepEveryMs: 50, driverLease: "driver" });
    await using queues = await connectedQueues();
    await using _ = start(wake, settle, () => !queues.takesJobs());
    const admin = new Redis(server.url);
    try {
      await admin.replicaof("127.0.0.1", 1);
      due.add("meanwhile");
      expect(await queues.wake(wake, ["meanwhile"])).toBe(false);
      await waitFor(() => ran.includes("meanwhile"), { deadlineMs: 15_000 });
    } finally {
      await admin.replicaof("NO", "ONE");
      admin.disconnect();
    }
    expect(await queues.wake(wake, ["after"])).toBe(true);
    await waitFor(() => ran.includes("after"), { deadlineMs: 15_000 });
  });

  it("does not hold its sender up while Redis is away, frozen or hanging", async () => {
    const wake = newWake();
    await using queues = await connectedQueues();
    await queues.wake(wake, ["warm"]);
    server.freeze();
    try {
      const startedMs = performance.now();
      expect(await queues.wake(wake, ["frozen"])).toBe(false);
      expect(performance.now() - startedMs).toBeLessThan(3_000);
    } finally {
      server.thaw();
    }
    await server.stop("kill");
    try {
      await waitFor(() => !queues.isUp(), { deadlineMs: 15_000 });
      let answer: boolean | undefined;
      void queues.wake(wake, ["gone"]).then((sent) => {
        answer = sent;
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(answer).toBe(false);
    } finally {
      await server.start();
    }
  });

  it("lets its process end within seconds while Redis is frozen", async () => {
    const consumer = start(newWake({ sweepEveryMs: 50 }));
    await waitFor(() => consumer.isUp(), { deadlineMs: 15_000 });
    server.freeze();
    try {
      const startedMs = performance.now();
      await consumer[Symbol.asyncDispose]();
      expect(performance.now() - startedMs).toBeLessThan(9_000);
    } finally {
      server.thaw();
    }
  });

  it("does not share its queue with another", () => {
    const wakes = [bindWake(newWake(), due, settle), bindWake(newWake(), due, settle)];
    expect(() => consume({ ...testContext(), url: server.url, tasks: [], wakes })).toThrow(
      "one wake",
    );
  });
});
