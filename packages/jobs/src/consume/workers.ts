import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { idOf } from "../queue/job-id.ts";
import { wakePayload } from "../queue/open-queues.ts";
import type { TaskFacts } from "../task/define-task.ts";
import type { TaskBinding, WakeBinding } from "./binding.ts";
import { isKillsWorker } from "./killed-worker.ts";
import { type RunDeps, runJob } from "./run-job.ts";
import type { Slots } from "./slots.ts";

export interface WorkerDeps extends RunDeps {
  readonly connection: Redis;
  readonly prefix: string;
  /** What BullMQ's workers of this process run at the moment. */
  readonly running: Set<Promise<void>>;
  /** A job that loses its worker for the last of so many times is set aside as JOB_KILLS_WORKER. */
  readonly interruptions: number;
}

interface WorkerSettings {
  /** For how long a worker that died holds its job, and how often the others look for such jobs. */
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly concurrency: number;
}

const taskSettings = { lockMs: 10_000, stalledMs: 5_000 };

/** Serves one queue of tasks. */
export function startTaskWorker(
  deps: WorkerDeps,
  queue: string,
  bindings: readonly TaskBinding[],
  concurrency: number,
): Worker {
  const byName = new Map(bindings.map((binding) => [binding.contract.name, binding]));
  return startWorker(deps, queue, { ...taskSettings, concurrency }, async (job, lockLost) => {
    const binding = byName.get(job.name);
    // A newer version's task: this attempt fails, and a worker that knows it takes the next.
    if (binding === undefined) throw new Error(`No handler for ${job.name}`);
    const isScheduled = job.repeatJobKey !== undefined;
    if (isScheduled) tellLag(deps, binding.contract, lagMs(deps, job));
    const { name, maxRunMs } = binding.contract;
    const run = { name, id: idOf(job), maxRunMs, isScheduled, lockLost };
    await runJob(deps, run, async (context) => binding.run(job.data, context));
  });
}

/** Serves the queue of one wake, in the slots that its sweep uses too. */
export function startWakeWorker(deps: WorkerDeps, binding: WakeBinding, slots: Slots): Worker {
  const { name, queue, maxRunMs } = binding.contract;
  return startWorker(deps, queue, binding.contract, async (job, lockLost) => {
    const { key } = wakePayload.parse(job.data);
    await slots.run(key, deps.draining, async () =>
      runJob(deps, { name, id: key, maxRunMs, lockLost }, async (context) =>
        binding.run(key, context),
      ),
    );
  });
}

function startWorker(
  deps: WorkerDeps,
  queue: string,
  settings: WorkerSettings,
  process: (job: Job, lockLost: AbortSignal) => Promise<void>,
): Worker {
  const worker = new Worker(
    queue,
    async (job, _token, lockLost) => {
      const run = process(job, lockLost ?? deps.draining);
      deps.running.add(run);
      try {
        await run;
      } finally {
        deps.running.delete(run);
      }
    },
    {
      connection: deps.connection,
      prefix: deps.prefix,
      concurrency: settings.concurrency,
      lockDuration: settings.lockMs,
      stalledInterval: settings.stalledMs,
      maxStalledCount: deps.interruptions - 1,
    },
  );
  worker.on("error", deps.events.connectionFailed);
  worker.on("failed", (job, error) => {
    if (job !== undefined && isKillsWorker(error.message)) {
      deps.events.setAside(job.name, idOf(job));
    }
  });
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) worker.cancelJob(id, "the job's lock was lost");
  });
  return worker;
}

/** Of a pattern's next time nothing is known here: a minute is the least that one can state. */
const patternPeriodMs = 60_000;

function tellLag({ events }: WorkerDeps, { name, schedule }: TaskFacts, lag: number): void {
  events.fired(name, lag);
  const periodMs = schedule !== null && "everyMs" in schedule ? schedule.everyMs : patternPeriodMs;
  if (lag >= periodMs) events.caughtUp(name, lag);
}

/** Since the scheduler meant this run to happen, by the clock of the worker that planned it. */
function lagMs({ clock }: WorkerDeps, job: Job): number {
  return clock.nowMs() - job.timestamp - (job.opts.delay ?? 0);
}
