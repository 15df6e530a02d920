import { fileURLToPath } from "node:url";
import { freshRedis, type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { openQueues } from "../queue/open-queues.ts";
import { openQueueReader } from "../reader/queue-reader.ts";
import { testContext } from "../testing/context.ts";
import { deadlyKey, deadlyWake } from "../testing/deadly-wake.ts";

const entry = fileURLToPath(new URL("../testing/doomed-program.ts", import.meta.url));
const interruptions = 3;
/** Worker after worker has to start first, on a machine with more to do, and perhaps while what they run is counted. */
const deadlineMs = 60_000;

test("a job that kills its worker ends after a few of them, and its neighbours are done", {
  timeout: 3 * deadlineMs,
}, async () => {
  await using redis = await freshRedis();
  await using queues = openQueues({ ...testContext(), url: redis.url });
  await using reader = openQueueReader({ ...testContext(), url: redis.url });
  await waitFor(() => queues.isUp() && reader.isUp(), { deadlineMs });
  await queues.wake(deadlyWake, ["before", deadlyKey, "after"]);

  const ended: SpawnedApp[] = [];
  await using worker = keepWorker(redis.url, ended);
  const { queue } = deadlyWake;
  const failed = await waitFor(
    async () => (await reader.listJobs({ queue, state: "failed", limit: 5 })).jobs[0],
    { deadlineMs, what: "the job is set aside" },
  );
  expect(failed.failedReason).toMatch(/^JOB_KILLS_WORKER: /);
  expect(ended).toHaveLength(interruptions);
  await queues.wake(deadlyWake, ["later"]);
  // Done twice, where a worker died before it could say so.
  const did = () => new Set([...ended, worker.now()].flatMap(({ lines }) => lines));
  await waitFor(() => did().has("did later"), { deadlineMs, what: "another one is done" });
  expect(did()).toEqual(new Set(["did after", "did before", "did later"]));
  // The one that set it aside lives.
  expect(ended).toHaveLength(interruptions);
});

/** One worker after the other, as a supervisor keeps them. */
function keepWorker(url: string, ended: SpawnedApp[]) {
  let isOver = false;
  let current = start();

  function start(): SpawnedApp {
    const app = spawnApp({ entry, args: [url, String(interruptions)] });
    void app.exited.then(() => {
      if (isOver) return;
      ended.push(app);
      current = start();
    });
    return app;
  }

  return {
    now: () => current,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await current[Symbol.asyncDispose]();
    },
  };
}
