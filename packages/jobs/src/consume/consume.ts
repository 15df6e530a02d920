import type { Clock, Log, Metrics, Random } from "@homeport/platform";
import { Queue } from "bullmq";
import { endWithin } from "../end-within.ts";
import { createJobEvents } from "../events.ts";
import { connectConsumer, queuePrefix } from "../queue/connection.ts";
import { openQueues } from "../queue/open-queues.ts";
import { keepSchedules } from "../schedule/keep-schedules.ts";
import { sweepWake } from "../wake/sweep-wakes.ts";
import type { TaskBinding, WakeBinding } from "./binding.ts";
import { countInterruptions } from "./interruptions.ts";
import { type QueueCounts, watchQueueCounts } from "./queue-counts.ts";
import { runJob } from "./run-job.ts";
import { createSlots } from "./slots.ts";
import { startTaskWorker, startWakeWorker, type WorkerDeps } from "./workers.ts";

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
  /** Workers that a row's wakes, a schedule's runs or a job may end by being run before it is set aside as JOB_KILLS_WORKER; 10 unless told. */
  readonly interruptions?: number;
  /** Whether this process holds the named lease, for wakes that want one driver; it holds none unless told. */
  drives?(lease: string): boolean;
}

export interface Consumer extends AsyncDisposable {
  isUp(): boolean;
  /** Jobs by queue and state, as last fetched; empty before that. */
  counts(): QueueCounts;
  /** Claims nothing more and aborts the handlers' signals; settles when they have ended. */
  drain(): Promise<void>;
}

/** How long workers may take to tell Redis how their last jobs ended; all of it passes only when Redis hangs. */
const partingMs = 5_000;
const closeMs = 1_000;
const defaults = {
  ...{ taskConcurrency: 4, scheduleCheckMs: 30_000, countsEveryMs: 15_000 },
  // A worker that dies is rarely its job's fault: innocent work survives a storm of kills.
  interruptions: 10,
};

/**
 * Runs jobs until disposed: BullMQ workers for every queue of the given bindings, their schedules, the sweeps
 * of due rows, and queue counts as metrics. Starts without Redis too, and picks up when it is there.
 */
export function consume(options: ConsumeOptions): Consumer {
  const { clock, log, metrics, random } = options;
  const set = { ...defaults, ...options };
  const { taskConcurrency, scheduleCheckMs, countsEveryMs, interruptions } = set;
  const wakes = options.wakes ?? [];
  const queueNames = namesOfQueues(options.tasks, wakes);
  const prefix = options.prefix ?? queuePrefix;
  const events = createJobEvents(options);
  const connection = connectConsumer(options.url, events, random);
  const producer = openQueues(options);
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Set<Promise<void>>();
  const deps: WorkerDeps = {
    ...{ clock, log, events, draining: signal },
    ...{ connection, prefix, running, mostStalled: interruptions },
    interruptions: countInterruptions({
      ...{ connection, prefix, clock, most: interruptions, failed: events.connectionFailed },
    }),
  };
  const isUp = () => connection.status === "ready";

  const queues = new Map(queueNames.map((name) => [name, new Queue(name, { connection, prefix })]));
  for (const queue of queues.values()) queue.on("error", events.connectionFailed);
  const slots = new Map(
    wakes.map((binding) => [binding, createSlots(binding.contract.concurrency)]),
  );
  const tasksByQueue = Map.groupBy(options.tasks, (binding) => binding.contract.queue);
  const workers = [
    ...[...tasksByQueue].map(([name, bindings]) =>
      startTaskWorker(deps, name, bindings, taskConcurrency),
    ),
    ...[...slots].map(([binding, own]) => startWakeWorker(deps, binding, own)),
  ];

  const isAway = () => !signal.aborted && !producer.takesJobs();

  function handOver(binding: WakeBinding, keys: readonly string[]): void {
    const { name, maxRunMs } = binding.contract;
    slots
      .get(binding)
      ?.fill(keys, isAway, async (key) =>
        runJob(deps, { name, id: key, maxRunMs }, async (context) => binding.run(key, context)),
      );
  }

  const drives = (lease: string) => options.drives?.(lease) ?? false;
  const tasks = options.tasks.map((binding) => binding.contract);
  const checkEveryMs = scheduleCheckMs;
  const sweeping = { clock, random, events, queues: producer, signal, drives, handOver };
  let counts: QueueCounts = {};
  const keepCounts = (latest: QueueCounts) => {
    counts = latest;
  };
  const loops = [
    keepSchedules({ connection, prefix, queues, tasks, clock, events, checkEveryMs, signal }),
    watchQueueCounts({ queues, clock, metrics, everyMs: countsEveryMs, signal, isUp, keepCounts }),
    ...wakes.map(async (binding) => sweepWake(sweeping, binding)),
  ];

  let drained: Promise<void> | null = null;
  async function drain(): Promise<void> {
    drained ??= letGo();
    return drained;
  }

  async function letGo(): Promise<void> {
    stopping.abort(new Error("This process is stopping"));
    // Closing claims nothing more from this moment on. Without Redis a worker cannot say goodbye: its jobs'
    // locks run out instead.
    const closing = workers.map(async (worker) => worker.close(!isUp()));
    await Promise.allSettled(running);
    await Promise.all([...slots.values()].map(async (own) => own.idle()));
    if (await endWithin(clock, partingMs, [...closing, ...loops])) return;
    for (const worker of workers) worker.disconnect().catch(events.connectionFailed);
  }

  return {
    isUp,
    counts: () => counts,
    drain,
    async [Symbol.asyncDispose]() {
      await drain();
      const closing = [...queues.values()].map(async (queue) => queue.close());
      const closed = Promise.resolve(producer[Symbol.asyncDispose]());
      await endWithin(clock, closeMs, [...closing, closed]);
      connection.disconnect();
    },
  };
}

/** Tasks may share a queue; a wake has one of its own, because its concurrency is the queue's. */
function namesOfQueues(tasks: readonly TaskBinding[], wakes: readonly WakeBinding[]): string[] {
  const names = new Set(tasks.map((binding) => binding.contract.queue));
  for (const { contract } of wakes) {
    if (names.has(contract.queue))
      throw new Error(`Queue ${contract.queue} carries more than one wake`);
    names.add(contract.queue);
  }
  return [...names];
}
