import { fileURLToPath } from "node:url";
import { freshRedis, type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { openQueues } from "../queue/open-queues.ts";
import { openQueueReader } from "../reader/queue-reader.ts";
import { testContext } from "../testing/context.ts";
import { deadlyKey, deadlyTask, deadlyWake } from "../testing/deadly-work.ts";

const entry = fileURLToPath(new URL("../testing/doomed-program.ts", import.meta.url));
const interruptions = 3;
/** Worker after worker has to start first, on a machine with more to do, and perhaps while what they run is counted. */
const deadlineMs = 60_000;
const timeout = { timeout: 3 * deadlineMs };

test(
  "a row that kills its worker is set aside after a few of them though it stays due, and its neighbours are done",
  timeout,
  async () => {
    await using world = await openWorld("wakes", deadlyWake.queue);
    await world.queues.wake(deadlyWake, ["before", deadlyKey, "after"]);
    await using worker = world.keepWorker();
    expect((await world.setAside()).failedReason).toMatch(/^JOB_KILLS_WORKER: /);
    await world.queues.wake(deadlyWake, ["later", deadlyKey]);
    // Done twice, where a worker died before it could say so.
    await waitFor(() => worker.did().has("did later"), { deadlineMs, what: "another one is done" });
    expect(worker.did()).toEqual(
      new Set([...["before", "after", "later"].map((key) => `did ${key}`), ...worker.didDue()]),
    );
    const sweeps = worker.count("did due");
    await waitFor(() => worker.count("did due") > sweeps + 1, { deadlineMs, what: "two sweeps" });
    // The one that set it aside lives.
    expect(worker.ended()).toBe(interruptions);
    expect(await world.failed()).toHaveLength(1);
  },
);

test(
  "a schedule's task that kills its worker is set aside, also when its next time comes, and its neighbours are done",
  timeout,
  async () => {
    await using world = await openWorld("tasks", deadlyTask.queue);
    await using worker = world.keepWorker();
    const job = await world.setAside();
    expect(job).toMatchObject({ name: deadlyTask.name });
    expect(job.failedReason).toMatch(/^JOB_KILLS_WORKER: /);
    const runs = worker.count("upkeep");
    await waitFor(() => worker.count("upkeep") > runs + 3, {
      deadlineMs,
      what: "its neighbour runs",
    });
    expect(worker.ended()).toBe(interruptions);
    expect(await world.failed()).toHaveLength(1);

    // Whoever retries the job lets the work go on: to as many workers again, since nothing was mended.
    await world.reader.retryJob(job);
    await waitFor(() => worker.ended() === 2 * interruptions, { deadlineMs, what: "it has run" });
    await world.setAside();
  },
);

/** A Redis, and what serves it. */
async function openWorld(work: "wakes" | "tasks", queue: string) {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await freshRedis());
  const queues = stack.use(openQueues({ ...testContext(), url: redis.url }));
  const reader = stack.use(openQueueReader({ ...testContext(), url: redis.url }));
  await waitFor(() => queues.isUp() && reader.isUp(), { deadlineMs });
  const owned = stack.move();

  async function failed() {
    return (await reader.listJobs({ queue, state: "failed", limit: 5 })).jobs;
  }

  return {
    queues,
    reader,
    failed,
    keepWorker: () => keepWorker([redis.url, String(interruptions), work]),
    async setAside() {
      const first = async () => (await failed().catch(() => []))[0];
      return waitFor(first, { deadlineMs, what: "the job is set aside" });
    },
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}

/** One worker after the other, as a supervisor keeps them. */
function keepWorker(args: readonly string[]) {
  const started: SpawnedApp[] = [];
  let isOver = false;
  start();

  function start(): void {
    const app = spawnApp({ entry, args: [...args] });
    started.push(app);
    void app.exited.then(() => {
      if (!isOver) start();
    });
  }

  const lines = () => started.flatMap((app) => app.lines);
  return {
    ended: () => started.length - 1,
    did: () => new Set(lines()),
    count: (line: string) => lines().filter((each) => each === line).length,
    didDue: () => lines().filter((line) => line === "did due"),
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.all(started.map(async (app) => app[Symbol.asyncDispose]()));
    },
  };
}
