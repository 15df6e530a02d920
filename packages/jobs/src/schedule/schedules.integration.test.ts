import { moveDate, silentLog } from "@homeport/platform";
import { type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { bindTask } from "../consume/binding.ts";
import { consume } from "../consume/consume.ts";
import { defineTask } from "../task/define-task.ts";
import { testContext } from "../testing/context.ts";

const hourMs = 3_600_000;

let server: OwnStore;
let admin: Redis;
let queue: Queue;

beforeEach(async () => {
  server = await ownRedis();
  admin = new Redis(server.url, { maxRetriesPerRequest: null });
  admin.on("error", () => undefined);
  queue = new Queue("upkeep", { connection: admin, prefix: "homeport:q" });
  queue.on("error", () => undefined);
});
afterEach(async () => {
  await queue.close();
  admin.disconnect();
  await server[Symbol.asyncDispose]();
});

function start(names: readonly string[], everyMs: number, ran: string[] = []) {
  const tasks = names.map((name) =>
    bindTask(
      defineTask({ name, queue: "upkeep", payload: z.object({}), schedule: { everyMs } }),
      async () => void ran.push(name),
    ),
  );
  return consume({ ...testContext(), url: server.url, tasks, scheduleCheckMs: 200 });
}

async function scheduled(): Promise<string[]> {
  return (await queue.getJobSchedulers()).map((each) => each.key).sort();
}

describe("schedules", () => {
  it("run their tasks at their distance", async () => {
    const ran: string[] = [];
    await using _ = start(["beat"], 100, ran);
    await waitFor(() => ran.length >= 3, { deadlineMs: 15_000 });
  });

  it("that were missed while no worker ran run once, and that is told", async () => {
    const everyMs = 700;
    {
      const ran: string[] = [];
      await using _ = start(["beat"], everyMs, ran);
      await waitFor(() => ran.length >= 1, { deadlineMs: 15_000 });
    }
    const missed = Date.now() + 3 * everyMs;
    await waitFor(() => Date.now() > missed, { deadlineMs: 15_000 });
    const told: string[] = [];
    const log = { ...silentLog, info: (_: object, message: string) => void told.push(message) };
    const ran: number[] = [];
    const task = defineTask({
      ...{ name: "beat", queue: "upkeep", payload: z.object({}), schedule: { everyMs } },
    });
    const binding = bindTask(task, async () => void ran.push(Date.now()));
    const context = { ...testContext(), log: { ...log, child: () => log } };
    await using _ = consume({ ...context, url: server.url, tasks: [binding] });
    await waitFor(() => ran.length >= 2, { deadlineMs: 15_000 });
    expect(told.filter((message) => message === "schedule.caught-up")).toHaveLength(1);
  });

  it("run once a tick, however many workers there are", async () => {
    const ran: string[] = [];
    await using stack = new AsyncDisposableStack();
    for (let worker = 0; worker < 4; worker += 1) stack.use(start(["beat"], 100, ran));
    await waitFor(() => ran.length >= 8, { deadlineMs: 15_000 });
    await stack.disposeAsync();
    const done = await queue.getCompleted();
    expect(ran).toHaveLength(done.length);
    // The queue names a run by its schedule and the moment that it was meant for.
    expect(new Set(done.map(({ id }) => id)).size).toBe(done.length);
    expect(done.every(({ id }) => /^repeat:beat:\d+$/.test(id ?? ""))).toBe(true);
  });

  it("are back after a flush within one check, and run on", async () => {
    const ran: string[] = [];
    await using _ = start(["beat"], 100, ran);
    await waitFor(() => ran.length >= 1, { deadlineMs: 15_000 });
    await admin.flushall();
    const before = ran.length;
    await waitFor(async () => (await scheduled()).includes("beat"), { deadlineMs: 15_000 });
    await waitFor(() => ran.length > before, { deadlineMs: 15_000 });
  });

  it("are back after Redis was replaced by an empty one", async () => {
    const ran: string[] = [];
    await using consumer = start(["beat"], 100, ran);
    await waitFor(() => ran.length >= 1, { deadlineMs: 15_000 });
    await server.stop("kill");
    await waitFor(() => !consumer.isUp(), { deadlineMs: 15_000 });
    await server.start();
    await admin.flushall();
    const before = ran.length;
    await waitFor(() => ran.length > before, { deadlineMs: 15_000 });
  });

  it("are written at the start also when Redis comes later", async () => {
    await server.stop();
    const ran: string[] = [];
    await using _ = start(["late"], 100, ran);
    await server.start();
    await waitFor(() => ran.length > 0, { deadlineMs: 15_000 });
  });

  it("are left as they are when nothing changed, so that their next run does not move", async () => {
    await using _ = start(["daily"], 86_400_000);
    // A schedule runs once at its start; only then is its next run a day away.
    const isDayAway = async () =>
      ((await queue.getJobScheduler("daily"))?.next ?? 0) > Date.now() + 3_600_000;
    await waitFor(isDayAway, { deadlineMs: 15_000 });
    const before = await queue.getJobScheduler("daily");
    await using _second = start(["daily"], 86_400_000);
    await waitFor(async () => (await admin.zcard("homeport:q:schedules")) === 1, {
      deadlineMs: 15_000,
    });
    expect((await queue.getJobScheduler("daily"))?.next).toBe(before?.next);
  });

  it("run on within one check after a worker has gone whose clock was an hour ahead", async () => {
    const everyMs = 1_000;
    const isAhead = async () => {
      const next = (await queue.getJobScheduler("beat"))?.next ?? 0;
      return next > Date.now() + hourMs / 2;
    };
    const early: string[] = [];
    {
      using _moved = moveDate(hourMs);
      await using _ = start(["beat"], everyMs, early);
      await waitFor(() => early.length >= 2, { deadlineMs: 15_000 });
    }
    expect(await isAhead()).toBe(true);
    const ran: string[] = [];
    await using _ = start(["beat"], everyMs, ran);
    await waitFor(() => ran.length >= 2, { deadlineMs: 15_000 });
    expect(await isAhead()).toBe(false);
  });

  it("follow a contract that changed", async () => {
    {
      await using _ = start(["moved"], 86_400_000);
      await waitFor(async () => (await scheduled()).length === 1, { deadlineMs: 15_000 });
    }
    await using _ = start(["moved"], 3_600_000);
    await waitFor(async () => (await queue.getJobScheduler("moved"))?.every === 3_600_000, {
      deadlineMs: 15_000,
    });
  });

  it("that no living version knows are removed, and those of a newer version beside this one are not", async () => {
    await queue.upsertJobScheduler("forgotten", { every: 86_400_000 });
    const newer = start(["shared", "new"], 86_400_000);
    await waitFor(async () => (await scheduled()).includes("new"), { deadlineMs: 15_000 });
    await using _ = start(["shared"], 86_400_000);
    await waitFor(async () => !(await scheduled()).includes("forgotten"), { deadlineMs: 15_000 });
    expect(await scheduled()).toEqual(["new", "shared"]);
    await newer[Symbol.asyncDispose]();
    await waitFor(async () => (await scheduled()).join() === "shared", { deadlineMs: 15_000 });
  });
});
