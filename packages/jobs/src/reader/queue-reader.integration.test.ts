import { PlatformError } from "@homeport/platform";
import { freshRedis, type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { bindTask, type HandlerContext } from "../consume/binding.ts";
import { consume } from "../consume/consume.ts";
import { openQueues, type Queues } from "../queue/open-queues.ts";
import { defineTask } from "../task/define-task.ts";
import { testContext } from "../testing/context.ts";
import { openQueueReader, type QueueReader } from "./queue-reader.ts";

const deadline = { deadlineMs: 15_000 };
const payload = z.object({ id: z.string(), token: z.string().optional() });
const brittle = defineTask({ name: "test.brittle", queue: "work", payload, attempts: 1 });
const hourly = defineTask({
  name: "test.hourly",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

const stack = new AsyncDisposableStack();
let url: string;
let admin: Redis;
let reader: QueueReader;
let queues: Queues;
let isBroken = true;
const ran: { id: string; isScheduled: boolean }[] = [];

async function work(
  { id }: { id: string },
  { isScheduled, signal }: HandlerContext,
): Promise<void> {
  if (id === "held") await new Promise((resolve) => signal.addEventListener("abort", resolve));
  ran.push({ id, isScheduled });
  if (isBroken) throw new PlatformError("FORBIDDEN", { detail: "?token=very-secret-words" });
}

beforeAll(async () => {
  ({ url } = stack.use(await freshRedis()));
  admin = new Redis(url, { maxRetriesPerRequest: null });
  stack.defer(() => admin.disconnect());
  stack.use(
    consume({
      ...testContext(),
      url,
      tasks: [
        bindTask(brittle, work),
        bindTask(hourly, async (_, context) => work({ id: "hourly" }, context)),
      ],
      scheduleCheckMs: 200,
    }),
  );
  queues = stack.use(openQueues({ ...testContext(), url }));
  reader = stack.use(openQueueReader({ ...testContext(), url }));
  await waitFor(() => queues.isUp() && reader.isUp(), deadline);
  await waitFor(async () => (await reader.listQueues()).length === 2, deadline);
});
afterAll(() => stack.disposeAsync());

/** Hands over a job that fails, and answers it as the list of failed ones has it. */
async function failedJob(id: string, token = "x") {
  isBroken = true;
  const before = (await failed()).total;
  await queues.enqueue(brittle, { id, token });
  return await waitFor(async () => {
    const { jobs, total } = await failed();
    return total > before ? jobs[0] : null;
  }, deadline);
}

const failed = () => reader.listJobs({ queue: "work", state: "failed", limit: 50 });
const keyOf = ({ queue, jobId }: { queue: string; jobId: string }) => ({ queue, jobId });

describe("the reader of queues", () => {
  it("knows the queues that workers serve, and counts what is in them", async () => {
    await failedJob("counted");
    const found = await reader.listQueues();
    expect(found.map(({ queue }) => queue)).toEqual(["upkeep", "work"]);
    expect(found[1]).toMatchObject({ waiting: 0, active: 0, oldestWaitingMs: null });
    expect(found[1]?.failed).toBeGreaterThan(0);
  });

  it("shows a failed job with its attempts and its error, and no secret of either", async () => {
    const job = await failedJob("shown", "hpk_abc_very-secret-words");
    expect(job).toMatchObject({ name: "test.brittle", state: "failed", attemptsMade: 1 });
    const detail = await reader.getJob(keyOf(job));
    expect(detail.payload).toEqual({ id: "shown", token: "[redacted]" });
    expect(detail.errors.join()).toContain("FORBIDDEN");
    expect(detail).toMatchObject({ isScheduled: false, attempts: 1 });
    expect(JSON.stringify({ job, detail })).not.toContain("very-secret-words");
    expect(job.failedReason).toContain("FORBIDDEN");
  });

  it("lets a failed job run once more, and of two who ask at once one does", async () => {
    const job = await failedJob("again");
    isBroken = false;
    const before = ran.length;
    const asked = await Promise.allSettled([
      reader.retryJob(keyOf(job)),
      reader.retryJob(keyOf(job)),
    ]);
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(asked.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "JOB_STATE" },
    });
    await waitFor(async () => (await reader.getJob(keyOf(job))).state === "completed", deadline);
    expect(ran.slice(before).map(({ id }) => id)).toEqual(["again"]);
  });

  it("does not retry a job that is done", async () => {
    const job = await failedJob("done");
    isBroken = false;
    await reader.retryJob(keyOf(job));
    await waitFor(async () => (await reader.getJob(keyOf(job))).state === "completed", deadline);
    await expect(reader.retryJob(keyOf(job))).rejects.toMatchObject({ code: "JOB_STATE" });
  });

  it("removes a failed job, and neither one that runs nor a schedule's next", async () => {
    const job = await failedJob("removed");
    await reader.removeJob(keyOf(job));
    await expect(reader.getJob(keyOf(job))).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    await queues.enqueue(brittle, { id: "held" });
    const active = () => reader.listJobs({ queue: "work", state: "active", limit: 10 });
    const held = await waitFor(async () => (await active()).jobs[0], deadline);
    await expect(reader.removeJob(keyOf(held))).rejects.toMatchObject({ code: "JOB_STATE" });
    const delayed = () => reader.listJobs({ queue: "upkeep", state: "delayed", limit: 10 });
    const next = await waitFor(async () => (await delayed()).jobs[0], deadline);
    await expect(reader.removeJob(keyOf(next))).rejects.toMatchObject({ code: "JOB_STATE" });
  });

  it("knows no queue that no worker serves, and brings none to life", async () => {
    const asked = reader.listJobs({ queue: "elsewhere", state: "failed", limit: 1 });
    await expect(asked).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    const absent = reader.getJob({ queue: "work", jobId: "4242" });
    await expect(absent).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    expect(await admin.keys("homeport:q:elsewhere*")).toEqual([]);
  });

  it("says for how long the oldest job of a queue has been waiting", async () => {
    const queue = new Queue("work", { connection: admin, prefix: "homeport:q" });
    await queue.pause();
    await queue.add("test.brittle", { id: "waits" }, { timestamp: Date.now() - 60_000 });
    const [, found] = await reader.listQueues();
    expect(found?.oldestWaitingMs).toBeGreaterThanOrEqual(60_000);
    expect(found?.waiting).toBe(1);
    await queue.drain();
    await queue.resume();
    await queue.close();
  });
});

describe("a job that another version, or a hand, has put there", () => {
  const put = async (opts: object) => {
    const queue = new Queue("work", { connection: admin, prefix: "homeport:q" });
    await queue.pause();
    const job = await queue.add("test.brittle", { id: "by hand" }, opts);
    stack.defer(() => queue.close());
    return { queue, key: { queue: "work", jobId: job.id ?? "" } };
  };

  it("is shown as waiting whether it has a priority or not, and gets one run where nothing else is said", async () => {
    const { queue, key } = await put({ priority: 5 });
    const { jobs, total } = await reader.listJobs({ queue: "work", state: "waiting", limit: 10 });
    expect(total).toBe(1);
    expect(jobs).toMatchObject([{ jobId: key.jobId, attempts: 1, startedAt: null, endedAt: null }]);
    expect(await reader.getJob(key)).toMatchObject({ state: "waiting", key: null, errors: [] });
    await queue.drain();
    await queue.resume();
  });

  it("is refused a retry or a removal once it is gone", async () => {
    const { queue, key } = await put({});
    await reader.removeJob(key);
    for (const asked of [reader.removeJob(key), reader.retryJob(key)]) {
      await expect(asked).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    }
    await queue.resume();
  });

  it("that Redis cannot read as a job is no reason to believe that there is none", async () => {
    await admin.set("homeport:q:work:broken", "no hash");
    const asked = reader.getJob({ queue: "work", jobId: "broken" });
    await expect(asked).rejects.toMatchObject({ code: "QUEUES_AWAY" });
    const retried = reader.retryJob({ queue: "work", jobId: "broken" });
    await expect(retried).rejects.toMatchObject({ code: "QUEUES_AWAY" });
    await admin.del("homeport:q:work:broken");
  });
});

describe("a schedule", () => {
  it("at the times of a pattern is shown with it and its place, and runs without options of its own", async () => {
    const queue = new Queue("upkeep", { connection: admin, prefix: "homeport:q" });
    stack.defer(() => queue.close());
    // No worker of this version knows it: it is removed at the next look, and shown until then.
    await waitFor(async () => {
      await queue.upsertJobScheduler(
        "test.nightly",
        { pattern: "0 3 * * *", tz: "Europe/Berlin" },
        { name: "test.hourly" },
      );
      const found = await reader.listSchedules();
      const nightly = found.find(({ name }) => name === "test.nightly");
      if (nightly === undefined) return false;
      expect(nightly).toMatchObject({ everyMs: null, pattern: "0 3 * * *", tz: "Europe/Berlin" });
      const started = await reader
        .runSchedule({ queue: "upkeep", name: "test.nightly" })
        .catch(() => null);
      return started !== null && started.jobId !== "";
    }, deadline);
    await queue.removeJobScheduler("test.nightly");
  });

  it("is shown with its distance and its next time", async () => {
    const schedules = await waitFor(async () => {
      const found = await reader.listSchedules();
      return found.length > 0 ? found : null;
    }, deadline);
    expect(schedules).toMatchObject([{ queue: "upkeep", name: "test.hourly", everyMs: 3_600_000 }]);
    expect(schedules[0]?.nextAt).toBeInstanceOf(Date);
  });

  it("runs once more when somebody asks, which is no run of its own and does not move its next", async () => {
    isBroken = false;
    const hourlyRuns = () => ran.filter(({ id }) => id === "hourly");
    await waitFor(() => hourlyRuns().some(({ isScheduled }) => isScheduled), deadline);
    const [before] = await reader.listSchedules();
    await reader.runSchedule({ queue: "upkeep", name: "test.hourly" });
    await waitFor(() => hourlyRuns().some(({ isScheduled }) => !isScheduled), deadline);
    expect((await reader.listSchedules())[0]?.nextAt).toEqual(before?.nextAt);
    const absent = reader.runSchedule({ queue: "upkeep", name: "test.other" });
    await expect(absent).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
  });
});

describe("while Redis is away", () => {
  let server: OwnStore;
  beforeAll(async () => {
    server = await ownRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("the reader says so at once when it is stopped, and within its deadline when it is frozen", async () => {
    await using cut = openQueueReader({ ...testContext(), url: server.url });
    await waitFor(() => cut.isUp(), deadline);
    expect(await cut.readRedis()).toMatchObject({ evictionPolicy: "noeviction" });
    expect(await cut.listQueues()).toEqual([]);
    expect(cut.awayForMs()).toBe(0);
    server.freeze();
    await expect(cut.listQueues()).rejects.toMatchObject({ code: "QUEUES_AWAY" });
    await waitFor(() => cut.awayForMs() > 20, deadline);
    server.thaw();
    await waitFor(async () => (await cut.listQueues()).length === 0, deadline);
    expect(cut.awayForMs()).toBe(0);
    await server.stop("kill");
    await waitFor(() => !cut.isUp(), deadline);
    await waitFor(() => cut.awayForMs() > 20, deadline);
    await expect(cut.listSchedules()).rejects.toMatchObject({ code: "QUEUES_AWAY" });
    const retried = cut.retryJob({ queue: "work", jobId: "1" });
    await expect(retried).rejects.toMatchObject({ code: "QUEUES_AWAY" });
    await server.start();
    await waitFor(async () => (await cut.listQueues()).length === 0, deadline);
    expect(cut.awayForMs()).toBe(0);
  });
});
