import { readFileSync } from "node:fs";
import type { Clock } from "@homeport/platform";
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { JobEvents } from "../events.ts";
import { queuesKey } from "../queue/connection.ts";
import { keptForMs, taskJobOptions } from "../queue/job-options.ts";
import type { TaskFacts, TaskSchedule } from "../task/define-task.ts";

export interface ScheduleDeps {
  readonly connection: Redis;
  readonly prefix: string;
  /** The queues of this process, by name; schedulers of other queues are left alone. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly tasks: readonly TaskFacts[];
  readonly clock: Clock;
  readonly events: JobEvents;
  readonly checkEveryMs: number;
  readonly signal: AbortSignal;
}

/** Clocks of machines that are kept right differ by less. */
const clocksDifferMs = 2_000;
/** A version that has not been heard of for this many checks runs nowhere. */
const claimChecks = 3;

const claimedIds = z.array(z.string());

/**
 * Keeps the schedulers in Redis as the contracts say until the signal aborts: now, whenever the connection
 * becomes ready again, and every `checkEveryMs`, so that a flush costs at most that long.
 */
export async function keepSchedules(deps: ScheduleDeps): Promise<void> {
  const script = readFileSync(new URL("./claim-names.lua", import.meta.url), "utf8");
  let wake = Promise.withResolvers<void>();
  const onReady = () => wake.resolve();
  deps.connection.on("ready", onReady);
  deps.signal.addEventListener("abort", onReady, { once: true });

  while (!deps.signal.aborted) {
    wake = Promise.withResolvers<void>();
    if (deps.connection.status === "ready") {
      await checkAll(deps, script).catch(deps.events.schedulesUnchecked);
    }
    const timer = deps.clock.after(deps.checkEveryMs, wake.resolve);
    await wake.promise;
    timer.cancel();
  }
  deps.connection.off("ready", onReady);
}

async function checkAll(deps: ScheduleDeps, script: string): Promise<void> {
  const known = await claim(deps, script);
  for (const [name, queue] of deps.queues) {
    if (deps.signal.aborted) return;
    await checkQueue(deps, queue, name, known);
  }
}

async function claim(deps: ScheduleDeps, script: string): Promise<ReadonlySet<string>> {
  const { connection, prefix } = deps;
  const ids = deps.tasks.filter((task) => task.schedule !== null).map(scheduleId);
  const countsForMs = deps.checkEveryMs * claimChecks;
  const claims = await connection.eval(script, 1, `${prefix}:schedules`, countsForMs, ...ids);
  // Operators find a queue by this for as long as a job that failed in it is kept.
  await connection.eval(script, 1, queuesKey(prefix), keptForMs, ...deps.queues.keys());
  return new Set(claimedIds.parse(claims));
}

async function checkQueue(
  deps: ScheduleDeps,
  queue: Queue,
  name: string,
  known: ReadonlySet<string>,
): Promise<void> {
  const present = new Map((await queue.getJobSchedulers()).map((each) => [each.key, each]));
  for (const task of deps.tasks) {
    if (task.queue !== name || task.schedule === null) continue;
    const held = present.get(task.name);
    if (isAsAgreed(held, task.schedule)) {
      if (!isTooFar(held, task.schedule, deps.clock)) continue;
      // Writing it again alone keeps its next run.
      await queue.removeJobScheduler(task.name);
    }
    await queue.upsertJobScheduler(task.name, repeatOptions(task.schedule), {
      name: task.name,
      data: {},
      opts: taskJobOptions(task),
    });
    deps.events.scheduleWritten(task.name);
  }
  for (const id of present.keys()) {
    if (known.has(`${name}/${id}`)) continue;
    await queue.removeJobScheduler(id);
    deps.events.scheduleRemoved(id);
  }
}

function scheduleId(task: TaskFacts): string {
  return `${task.queue}/${task.name}`;
}

/** Writing an unchanged scheduler again would move its next run. */
function isAsAgreed(
  present: { every?: number; pattern?: string; tz?: string } | undefined,
  schedule: TaskSchedule,
): boolean {
  if (present === undefined) return false;
  return "everyMs" in schedule
    ? Number(present.every) === schedule.everyMs
    : present.pattern === schedule.pattern && present.tz === schedule.tz;
}

/**
 * Whether the next run is further away than runs are apart, as a worker leaves it whose clock is ahead of this one's: when that
 * worker goes, nothing would run until the time has come by everybody else's clock.
 */
function isTooFar(
  present: { next?: number } | undefined,
  schedule: TaskSchedule,
  clock: Clock,
): boolean {
  if (!("everyMs" in schedule)) return false;
  return (present?.next ?? 0) > clock.nowMs() + schedule.everyMs + clocksDifferMs;
}

function repeatOptions(
  schedule: TaskSchedule,
): { every: number } | { pattern: string; tz: string } {
  return "everyMs" in schedule
    ? { every: schedule.everyMs }
    : { pattern: schedule.pattern, tz: schedule.tz };
}
