import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { JobsError } from "../errors.ts";
import { idOf } from "../queue/job-id.ts";
import { wakePayload } from "../queue/open-queues.ts";
import type { TaskFacts } from "../task/define-task.ts";
import type { HandlerContext, TaskBinding, WakeBinding } from "./binding.ts";
import type { Interruptions } from "./interruptions.ts";
import { isKillsWorker } from "./killed-worker.ts";
import { forQueue, type RunDeps, type RunInput, runJob } from "./run-job.ts";
import type { Slots } from "./slots.ts";

export interface WorkerDeps extends RunDeps {
  readonly connection: Redis;
  readonly prefix: string;
  /** What BullMQ's workers of this process run at the moment. */
  readonly running: Set<Promise<void>>;
  readonly interruptions: Interruptions;
  /** After so many of a job's workers have ended the queue fails it itself, where its work is not counted. */
  readonly mostStalled: number;
}

interface WorkerSettings {
  /** For how long a worker that died holds its job, and how often the others look for such jobs. */
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly concurrency: number;
  readonly countsOnRow: boolean;
}

const taskSettings = { lockMs: 10_000, stalledMs: 5_000, countsOnRow: false };

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
    const subject = isScheduled ? name : `${name}#${idOf(job)}`;
    await runCounted(deps, job, { subject, run }, async (context) =>
      binding.run(job.data, context),
    );
  });
}

/** Serves the queue of one wake, in the slots that its sweep uses too. */
export function startWakeWorker(deps: WorkerDeps, binding: WakeBinding, slots: Slots): Worker {
  const { name, queue, maxRunMs, countsOnRow } = binding.contract;
  return startWorker(deps, queue, binding.contract, async (job, lockLost) => {
    const payload = wakePayload.safeParse(job.data);
    if (!payload.success) {
      return runJob(deps, { name, id: idOf(job), maxRunMs, lockLost }, async () => {
        throw new JobsError("JOB_PAYLOAD", { detail: `${name}: key` });
      });
    }
    const { key } = payload.data;
    const run = { name, id: key, maxRunMs, lockLost };
    const subject = countsOnRow ? null : `${name}/${key}`;
    await slots.run(key, deps.draining, async () =>
      runCounted(deps, job, { subject, run }, async (context) => binding.run(key, context)),
    );
  });
}

/** Runs a job unless its work is set aside: then it is as if there had been none. */
async function runCounted(
  deps: WorkerDeps,
  job: Job,
  { subject, run }: { readonly subject: string | null; readonly run: RunInput },
  handler: (context: HandlerContext) => Promise<void>,
): Promise<void> {
  if (subject === null) return runJob(deps, run, handler);
  const queue = job.queueName;
  const count = await deps.interruptions.begin({ subject, queue, jobId: idOf(job) });
  if (count === "set-aside") {
    deps.events.setAside(run.name, run.id);
    throw forQueue(new JobsError("JOB_KILLS_WORKER"));
  }
  if (count === "aside") {
    deps.events.skipped(run.name, run.id);
    // Neither done nor failed: the job that it was set aside with stands for it.
    job.opts.removeOnComplete = true;
    return;
  }
  return runJob(deps, { ...run, count }, handler);
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
      maxStalledCount: settings.countsOnRow ? deps.mostStalled - 1 : Number.MAX_SAFE_INTEGER,
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
