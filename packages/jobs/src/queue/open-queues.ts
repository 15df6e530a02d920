import { type Clock, type Log, type Metrics, type Random, systemRandom } from "@homeport/platform";
import { type JobsOptions, Queue } from "bullmq";
import { z } from "zod";
import { endWithin } from "../end-within.ts";
import { JobsError } from "../errors.ts";
import { createJobEvents } from "../events.ts";
import type { Task } from "../task/define-task.ts";
import type { WakeFacts } from "../wake/define-wake.ts";
import { asksNothingFirst, connectProducer, handOverMs, queuePrefix } from "./connection.ts";
import { taskJobOptions, wakeJobOptions } from "./job-options.ts";
import { findStale, type UrgentKey } from "./stale-names.ts";

export interface QueuesOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Spreads reconnections. */
  readonly random?: Random;
  readonly prefix?: string;
}

/** Hands jobs over. None of these calls rejects or takes longer than 500 ms: what they follow is committed. */
export interface Queues extends AsyncDisposable {
  /** True when Redis took it. With `key`, one waiting job a key. */
  enqueue<P>(task: Task<P>, payload: P, options?: { key?: string }): Promise<boolean>;
  /** True when Redis took them all; a lost wake costs one sweep. A key may have a priority of its own. */
  wake(wake: WakeFacts, keys: readonly (string | UrgentKey)[]): Promise<boolean>;
  /**
   * Wakes keys anew of which Redis has lost the job and kept the name, which would swallow every wake to come. Answers how
   * many there were. Asks for each key only while fewer jobs are in the queue than there are keys.
   */
  wakeStale(wake: WakeFacts, keys: readonly (string | UrgentKey)[]): Promise<number>;
  /** How many jobs of this queue run at a time over all processes; 0 is no limit. True when Redis took it. */
  limit(wake: WakeFacts, most: number): Promise<boolean>;
  /** How many jobs wait in this queue; null while Redis does not say. */
  countWaiting(wake: WakeFacts): Promise<number | null>;
  isUp(): boolean;
  /** False while Redis is away, and from the moment when it did not take what it was given until it takes something again. */
  takesJobs(): boolean;
}

/** What a wake's job carries. */
export const wakePayload = z.object({ key: z.string() });

const maxPayloadBytes = 4_096;

/** Opens the producing side; queues are made when they are first used. Works, saying no, while Redis is away. */
export function openQueues(options: QueuesOptions): Queues {
  const events = createJobEvents(options);
  const connection = connectProducer(options.url, events, options.random ?? systemRandom);
  const queues = new Map<string, Queue>();
  let tookLast = true;

  function queueOf(name: string): Queue {
    const existing = queues.get(name);
    if (existing !== undefined) return existing;
    const { prefix = queuePrefix } = options;
    const queue = new Queue(name, { connection, prefix, ...asksNothingFirst });
    queue.on("error", events.connectionFailed);
    queues.set(name, queue);
    return queue;
  }

  /** Hands over jobs of one contract. */
  async function send(
    { queue, name }: { readonly queue: string; readonly name: string },
    jobs: readonly { name: string; data: unknown; opts: JobsOptions }[],
  ): Promise<boolean> {
    // Nothing may wait for Redis here: a job that is sent when it returns would come after its sweep.
    if (connection.status !== "ready") return false;
    const sent = queueOf(queue).addBulk([...jobs]);
    const late = Promise.withResolvers<never>();
    const timer = options.clock.after(handOverMs, () =>
      late.reject(new Error("Redis did not take the jobs in time.")),
    );
    try {
      await Promise.race([sent, late.promise]);
      tookLast = true;
      return true;
    } catch (error) {
      tookLast = false;
      sent.catch(() => undefined);
      events.notSent(name, error);
      return false;
    } finally {
      timer.cancel();
    }
  }

  async function wakeAll(wake: WakeFacts, keys: readonly (string | UrgentKey)[]): Promise<boolean> {
    if (keys.length === 0) return true;
    const jobs = keys.map((each) => {
      const { key, priority = wake.priority } = typeof each === "string" ? { key: each } : each;
      return { name: wake.name, data: { key }, opts: wakeJobOptions(wake, key, priority) };
    });
    return await send(wake, jobs);
  }

  return {
    async enqueue(task, payload, { key } = {}) {
      const problem = payloadProblem(task, payload);
      if (problem !== null) {
        events.notSent(task.name, problem);
        return false;
      }
      const deduplication =
        key === undefined ? {} : { deduplication: { id: `${task.name}:${key}` } };
      const opts = { ...taskJobOptions(task), ...deduplication };
      return send(task, [{ name: task.name, data: payload, opts }]);
    },
    wake: wakeAll,
    async wakeStale(wake, keys) {
      if (connection.status !== "ready" || keys.length === 0) return 0;
      try {
        const stale = await findStale(queueOf(wake.queue), wake, keys);
        if (stale.length === 0) return 0;
        events.staleFreed(wake.name, stale.length);
        await wakeAll(wake, stale);
        return stale.length;
      } catch (error) {
        events.connectionFailed(error);
        return 0;
      }
    },
    async limit(wake, most) {
      if (connection.status !== "ready") return false;
      const queue = queueOf(wake.queue);
      try {
        await (most > 0 ? queue.setGlobalConcurrency(most) : queue.removeGlobalConcurrency());
        return true;
      } catch (error) {
        events.connectionFailed(error);
        return false;
      }
    },
    async countWaiting(wake) {
      if (connection.status !== "ready") return null;
      try {
        const counts = await queueOf(wake.queue).getJobCounts("wait", "prioritized");
        return (counts["wait"] ?? 0) + (counts["prioritized"] ?? 0);
      } catch (error) {
        events.connectionFailed(error);
        return null;
      }
    },
    isUp: () => connection.status === "ready",
    takesJobs: () => connection.status === "ready" && tookLast,
    async [Symbol.asyncDispose]() {
      const closing = [...queues.values()].map(async (queue) => queue.close());
      await endWithin(options.clock, handOverMs, closing);
      connection.disconnect();
    },
  };
}

function payloadProblem<P>(task: Task<P>, payload: P): JobsError | null {
  const parsed = task.payload.safeParse(payload);
  const bytes = Buffer.byteLength(JSON.stringify(payload) ?? "");
  if (parsed.success && bytes <= maxPayloadBytes) return null;
  return new JobsError("JOB_PAYLOAD", { detail: `${task.name}, ${bytes} bytes` });
}
