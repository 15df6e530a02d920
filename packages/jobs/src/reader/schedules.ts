import type { Queue } from "bullmq";
import { JobsError } from "../errors.ts";
import { idOf } from "../queue/job-id.ts";

/** A task that runs by itself, as Redis holds its schedule. */
export interface ScheduleView {
  readonly queue: string;
  readonly name: string;
  /** At a fixed distance; null where a pattern says when. */
  readonly everyMs: number | null;
  readonly pattern: string | null;
  readonly tz: string | null;
  readonly nextAt: Date | null;
}

export async function viewSchedules(queue: Queue): Promise<ScheduleView[]> {
  const schedules = await queue.getJobSchedulers();
  return schedules
    .map((each) => ({
      queue: queue.name,
      name: each.key,
      everyMs: each.every === undefined ? null : Number(each.every),
      pattern: each.pattern ?? null,
      tz: each.tz ?? null,
      nextAt: each.next === undefined ? null : new Date(each.next),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Adds one run beside the schedule's own; its next time does not move. */
export async function runSchedule(queue: Queue, name: string): Promise<{ jobId: string }> {
  const schedule = await queue.getJobScheduler(name);
  if (schedule === undefined) throw new JobsError("JOB_NOT_FOUND");
  const { data = {}, opts = {} } = schedule.template ?? {};
  const { attempts, backoff, removeOnComplete, removeOnFail } = opts;
  const job = await queue.add(schedule.name, data, {
    ...(attempts === undefined ? {} : { attempts }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(removeOnComplete === undefined ? {} : { removeOnComplete }),
    ...(removeOnFail === undefined ? {} : { removeOnFail }),
    deduplication: { id: `run-now:${name}` },
  });
  return { jobId: idOf(job) };
}
