import type { Clock, Metrics } from "@homeport/platform";
import type { Queue } from "bullmq";

export interface CountsDeps {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  isUp(): boolean;
  keepCounts(counts: QueueCounts): void;
}

/** By queue, then by state. */
export type QueueCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** How often to look whether Redis is there, so that the first counts do not wait a whole period for it. */
const connectingMs = 500;

/** A scrape reads memory only, so the counts are fetched beforehand. While Redis is away the last ones stand. */
export async function watchQueueCounts(deps: CountsDeps): Promise<void> {
  const jobs = deps.metrics.gauge("jobs", "Jobs in Redis by queue and state.", ["name", "state"]);
  while (!deps.signal.aborted) {
    const latest: Record<string, Readonly<Record<string, number>>> = {};
    for (const [name, queue] of deps.queues) {
      if (!deps.isUp()) break;
      const counts = await readCounts(queue);
      latest[name] = counts;
      for (const [state, count] of Object.entries(counts)) jobs.set(count, { name, state });
    }
    deps.keepCounts(latest);
    const waitMs = deps.isUp() ? deps.everyMs : Math.min(deps.everyMs, connectingMs);
    await deps.clock.sleep(waitMs, deps.signal).catch(() => undefined);
  }
}

async function readCounts(queue: Queue): Promise<Readonly<Record<string, number>>> {
  try {
    const { prioritized = 0, ...counts } = await queue.getJobCounts(
      "waiting",
      "prioritized",
      ...(["active", "delayed", "failed", "completed"] as const),
    );
    // BullMQ keeps those with a priority apart; they wait like the others.
    return { ...counts, waiting: (counts["waiting"] ?? 0) + prioritized };
  } catch {
    // The connection's own listener has counted the error; the next round asks again.
    return {};
  }
}
