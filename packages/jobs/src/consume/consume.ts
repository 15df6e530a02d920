import type { Clock, Log, Metrics, Random } from "@homeport/platform";
import { type Job, Queue, Worker } from "bullmq";
import { createJobEvents } from "../events.ts";
import { connectConsumer, queuePrefix } from "../queue/connection.ts";
import { openQueues, wakePayload } from "../queue/open-queues.ts";
import { keepSchedules } from "../schedule/keep-schedules.ts";
import { sweepWake } from "../wake/sweep-wakes.ts";
import type { TaskBinding, WakeBinding } from "./binding.ts";
import { watchQueueCounts } from "./queue-counts.ts";
import { type RunDeps, runJob } from "./run-job.ts";
import { createSlots, type Slots } from "./slots.ts";

export interface ConsumeOptions {
  readonly url: string;
  readonly tasks: readonly TaskBinding[];
  readonly wakes?: readonly WakeBinding[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly prefix?: string;
  /** Tasks of one queue that this process runs at a time; 4 unless told. */
  readonly taskConcurrency?: number;
  /** 30 s unless told. */
  readonly scheduleCheckMs?: number;
  /** 15 s unless told. */
  readonly countsEveryMs?: number;
  /** Whether this process holds the named lease, for wakes that want one driver; none unless told. */
  drives?(lease: string): boolean;
}

export interface Consumer extends AsyncDisposable {
  isUp(): boolean;
  /** Claims nothing more and aborts the handlers' signals; settles when they have ended. */
  drain(): Promise<void>;
}

interface Started {
  readonly worker: Worker;
  readonly slots: Slots | null;
}

const lockMs = 10_000;
const stalledMs = 5_000;

/**
 * Runs jobs until disposed: BullMQ workers for every queue of the given bindings, their schedules, the sweeps
 * of due rows, and queue counts as metrics. Starts without Redis too, and picks up when it is there.
 */
export function consume(options: ConsumeOptions): Consumer {
  const { clock, log, metrics } = options;
  const prefix = options.prefix ?? queuePrefix;
  const wakes = options.wakes ?? [];
  const events = createJobEvents(options);
  const connection = connectConsumer(options.url, events);
  const producer = openQueues(options);
  const stopping = new AbortController();
  const { signal } = stopping;
  const run: RunDeps = { clock, log, events, draining: signal };

  const tasksByQueue = Map.groupBy(options.tasks, (binding) => binding.contract.queue);
  const slotsByWake = new Map(
    wakes.map((binding) => [binding, createSlots(binding.contract.concurrency)]),
  );
  const queues = new Map<string, Queue>();
  for (const name of [...tasksByQueue.keys(), ...wakes.map((wake) => wake.contract.queue)]) {
    if (queues.has(name) && !tasksByQueue.has(name)) {
      throw new Error(`Queue ${name} carries more than one wake`);
    }
    const queue = new Queue(name, { connection, prefix });
    queue.on("error", events.connectionFailed);
    queues.set(name, queue);
  }

  const started: Started[] = [];
  for (const [name, bindings] of tasksByQueue) {
    const byName = new Map(bindings.map((binding) => [binding.contract.name, binding]));
    started.push({ worker: startTasks(name, byName), slots: null });
  }
  for (const [binding, slots] of slotsByWake) {
    started.push({ worker: startWake(binding, slots), slots });
  }

  function startTasks(queue: string, byName: ReadonlyMap<string, TaskBinding>): Worker {
    return startWorker(
      queue,
      { lockMs, stalledMs, concurrency: options.taskConcurrency ?? 4 },
      async (job, lockLost) => {
        const binding = byName.get(job.name);
        // A newer version's task: fail this attempt, so that a worker which knows it takes the next.
        if (binding === undefined) throw new Error(`No handler for ${job.name}`);
        if (job.repeatJobKey !== undefined) events.fired(job.name, clock.nowMs() - dueMs(job));
        const input = {
          name: job.name,
          id: job.id ?? "",
          maxRunMs: binding.contract.maxRunMs,
          lockLost,
        };
        await runJob(run, input, async (context) => binding.run(job.data, context));
      },
    );
  }

  function startWake(binding: WakeBinding, slots: Slots): Worker {
    const { contract } = binding;
    return startWorker(contract.queue, contract, async (job, lockLost) => {
      const { key } = wakePayload.parse(job.data);
      const input = { name: contract.name, id: key, maxRunMs: contract.maxRunMs, lockLost };
      await slots.run(key, signal, async () =>
        runJob(run, input, async (context) => binding.run(key, context)),
      );
    });
  }

  function startWorker(
    queue: string,
    settings: { lockMs: number; stalledMs: number; concurrency: number },
    process: (job: Job, lockLost: AbortSignal) => Promise<void>,
  ): Worker {
    const worker = new Worker(
      queue,
      async (job, _token, lockLost) => process(job, lockLost ?? signal),
      {
        connection,
        prefix,
        concurrency: settings.concurrency,
        lockDuration: settings.lockMs,
        stalledInterval: settings.stalledMs,
      },
    );
    worker.on("error", events.connectionFailed);
    worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) worker.cancelJob(id, "the job's lock was lost");
    });
    return worker;
  }

  function handOver(binding: WakeBinding, key: string): void {
    const { contract } = binding;
    const input = { name: contract.name, id: key, maxRunMs: contract.maxRunMs };
    slotsByWake
      .get(binding)
      ?.tryRun(key, async () => runJob(run, input, async (context) => binding.run(key, context)));
  }

  const isUp = () => connection.status === "ready";
  const loops = [
    keepSchedules({
      connection,
      prefix,
      queues,
      tasks: options.tasks.map((binding) => binding.contract),
      clock,
      events,
      checkEveryMs: options.scheduleCheckMs ?? 30_000,
      signal,
    }),
    watchQueueCounts({
      queues,
      clock,
      metrics,
      everyMs: options.countsEveryMs ?? 15_000,
      signal,
      isUp,
    }),
    ...wakes.map(async (binding) =>
      sweepWake(
        {
          clock,
          random: options.random,
          events,
          queues: producer,
          signal,
          drives: (lease) => options.drives?.(lease) ?? false,
          handOver,
        },
        binding,
      ),
    ),
  ];

  async function drain(): Promise<void> {
    stopping.abort(new Error("This process is stopping"));
    await Promise.all(loops);
    await Promise.all(started.map(async ({ slots }) => slots?.idle()));
    // Without Redis a worker cannot say goodbye: its jobs' locks run out instead.
    await Promise.allSettled(started.map(async ({ worker }) => worker.close(!isUp())));
  }

  return {
    isUp,
    drain,
    async [Symbol.asyncDispose]() {
      await drain();
      await Promise.allSettled([...queues.values()].map(async (queue) => queue.close()));
      await producer[Symbol.asyncDispose]();
      connection.disconnect();
    },
  };
}

/** When the scheduler meant this run to happen, by the clock of the worker that planned it. */
function dueMs(job: Job): number {
  return job.timestamp + (job.opts.delay ?? 0);
}
