import { type Clock, isHomeportError, type Metrics, type Random } from "@homeport/platform";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { JobsError } from "../errors.ts";
import { createConnectionEvents } from "../events.ts";
import {
  asksNothingFirst,
  connectProducer,
  handOverMs,
  queuePrefix,
  queuesKey,
} from "../queue/connection.ts";
import { createAway } from "./away.ts";
import { removeJob, retryJob } from "./change-job.ts";
import { type JobDetail, type JobView, viewJob, viewJobDetail } from "./job-view.ts";
import { type QueueView, viewQueue } from "./queue-view.ts";
import { type RedisFacts, readRedis } from "./read-redis.ts";
import { runSchedule, type ScheduleView, viewSchedules } from "./schedules.ts";

export interface QueueReaderOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly prefix?: string;
}

/** Where a kept job can be, as operators ask for it. */
export const jobStates = ["waiting", "active", "delayed", "failed", "completed"] as const;
export type JobState = (typeof jobStates)[number];

/** One job, by the queue that it is in. */
export interface JobKey {
  readonly queue: string;
  readonly jobId: string;
}

/**
 * What operators see of the queues, and what they do to one job. Everything is read from Redis now; each call settles
 * within 500 ms, with QUEUES_AWAY while Redis does not answer. A queue is known that a worker served within a week.
 */
export interface QueueReader extends AsyncDisposable {
  isUp(): boolean;
  /** For how long Redis has not answered here, or its connection has been down; 0 while it answers. */
  awayForMs(): number;
  readRedis(): Promise<RedisFacts>;
  /** By name. */
  listQueues(): Promise<QueueView[]>;
  /** The newest first; how many there are in all. Throws JOB_NOT_FOUND for a queue that nobody serves. */
  listJobs(input: {
    readonly queue: string;
    readonly state: JobState;
    readonly limit: number;
  }): Promise<{ readonly jobs: readonly JobView[]; readonly total: number }>;
  /** Throws JOB_NOT_FOUND. */
  getJob(key: JobKey): Promise<JobDetail>;
  /** Lets a failed job run once more. Throws JOB_NOT_FOUND, and JOB_STATE when it has not failed. */
  retryJob(key: JobKey): Promise<void>;
  /** Throws JOB_NOT_FOUND, and JOB_STATE while it runs or when it is a schedule's next run. */
  removeJob(key: JobKey): Promise<void>;
  /** By queue and name. */
  listSchedules(): Promise<ScheduleView[]>;
  /** Runs a scheduled task once more, now; one that waits already is not doubled. Throws JOB_NOT_FOUND. */
  runSchedule(input: { readonly queue: string; readonly name: string }): Promise<{ jobId: string }>;
}

/** What a worker may have written there; anything else in the list of queues is none. */
const queueName = /^[A-Za-z0-9._-]{1,100}$/;
const maxQueues = 200;

/** Opens the reading side, also while Redis is away. Writes nothing but what its last four verbs are asked for. */
export function openQueueReader(options: QueueReaderOptions): QueueReader {
  const { clock, prefix = queuePrefix } = options;
  const events = createConnectionEvents(options);
  const connection = connectProducer(options.url, events, options.random);
  const away = createAway(clock);
  connection.on("ready", away.answered);
  connection.on("close", away.missed);
  const queues = new Map<string, Queue>();

  function queueOf(name: string): Queue {
    const existing = queues.get(name);
    if (existing !== undefined) return existing;
    // A reader that wrote a queue's settings would bring queues to life by looking at them.
    const queue = new Queue(name, {
      ...{ connection, prefix, skipMetasUpdate: true },
      ...asksNothingFirst,
    });
    queue.on("error", events.connectionFailed);
    queues.set(name, queue);
    return queue;
  }

  async function ask<T>(work: () => Promise<T>): Promise<T> {
    if (connection.status !== "ready") throw new JobsError("QUEUES_AWAY");
    const late = Promise.withResolvers<never>();
    const timer = clock.after(handOverMs, () => late.reject(new JobsError("QUEUES_AWAY")));
    const asked = work();
    asked.catch(() => undefined);
    try {
      const answer = await Promise.race([asked, late.promise]);
      away.answered();
      return answer;
    } catch (error) {
      const told = isHomeportError(error) ? error : new JobsError("QUEUES_AWAY", { cause: error });
      if (told.code === "QUEUES_AWAY") away.missed();
      throw told;
    } finally {
      timer.cancel();
    }
  }

  async function withQueue<T>(name: string, work: (queue: Queue) => Promise<T>): Promise<T> {
    return await ask(async () => {
      if (!(await knownQueues(connection, prefix)).includes(name)) {
        throw new JobsError("JOB_NOT_FOUND");
      }
      return await work(queueOf(name));
    });
  }

  async function eachQueue<T>(view: (queue: Queue) => Promise<T>): Promise<T[]> {
    return await ask(async () => {
      const names = await knownQueues(connection, prefix);
      return await Promise.all(names.map((name) => view(queueOf(name))));
    });
  }

  return {
    isUp: () => connection.status === "ready",
    awayForMs: away.forMs,
    readRedis: () => ask(() => readRedis(connection)),
    listQueues: () => eachQueue((queue) => viewQueue(queue, clock.nowMs())),
    listJobs: ({ queue: name, state, limit }) =>
      withQueue(name, async (queue) => {
        const types = state === "waiting" ? (["waiting", "prioritized"] as const) : [state];
        const [jobs, total] = await Promise.all([
          queue.getJobs([...types], 0, limit - 1),
          queue.getJobCountByTypes(...types),
        ]);
        const newest = jobs.toSorted((a, b) => lastAt(b) - lastAt(a)).slice(0, limit);
        return { jobs: newest.map((job) => viewJob(job, name, state)), total };
      }),
    getJob: ({ queue: name, jobId }) =>
      withQueue(name, async (queue) => await viewJobDetail(queue, jobId)),
    retryJob: ({ queue: name, jobId }) => withQueue(name, (queue) => retryJob(queue, jobId)),
    removeJob: ({ queue: name, jobId }) => withQueue(name, (queue) => removeJob(queue, jobId)),
    listSchedules: async () => (await eachQueue(viewSchedules)).flat(),
    runSchedule: ({ queue, name }) => withQueue(queue, (found) => runSchedule(found, name)),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...queues.values()].map(async (queue) => queue.close()));
      connection.disconnect();
    },
  };
}

async function knownQueues(connection: Redis, prefix: string): Promise<string[]> {
  const names = await connection.zrange(queuesKey(prefix), "0", String(maxQueues - 1));
  return names.filter((name) => queueName.test(name)).sort();
}

function lastAt(job: { finishedOn?: number; processedOn?: number; timestamp: number }): number {
  return job.finishedOn ?? job.processedOn ?? job.timestamp;
}
