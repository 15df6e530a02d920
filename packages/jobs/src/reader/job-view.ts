import { redact, redactText } from "@homeport/platform";
import type { Job, Queue } from "bullmq";
import { reasonOf } from "../consume/killed-worker.ts";
import { JobsError } from "../errors.ts";
import { idOf } from "../queue/job-id.ts";

/** A job as a row of a list. */
export interface JobView {
  readonly queue: string;
  readonly jobId: string;
  readonly name: string;
  readonly state: string;
  /** Runs so far, and the most it gets by itself. */
  readonly attemptsMade: number;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Why the last run failed, with secrets out. */
  readonly failedReason: string | null;
}

export interface JobDetail extends JobView {
  /** What it carries, with secrets out; keys and ids by contract. */
  readonly payload: unknown;
  /** The errors of its runs, the last one last, with secrets out. */
  readonly errors: readonly string[];
  /** Jobs of one key coalesce; null for one that does not. */
  readonly key: string | null;
  /** Whether a schedule made it. */
  readonly isScheduled: boolean;
}

const maxErrors = 10;

export function viewJob(job: Job, queue: string, state: string): JobView {
  return {
    queue,
    jobId: idOf(job),
    name: job.name,
    state,
    attemptsMade: job.attemptsMade,
    // The queue writes 0 where nothing was said, and means one.
    attempts: job.opts.attempts || 1,
    createdAt: new Date(job.timestamp),
    startedAt: dateOf(job.processedOn),
    endedAt: dateOf(job.finishedOn),
    failedReason: job.failedReason ? redactText(reasonOf(job.failedReason)) : null,
  };
}

/** Throws JOB_NOT_FOUND. */
export async function viewJobDetail(queue: Queue, jobId: string): Promise<JobDetail> {
  const [job, state] = await Promise.all([queue.getJob(jobId), queue.getJobState(jobId)]);
  if (!job) throw new JobsError("JOB_NOT_FOUND");
  const data: unknown = job.data;
  return {
    ...viewJob(job, queue.name, state === "prioritized" ? "waiting" : state),
    payload: redact(data),
    errors: (job.stacktrace ?? []).slice(-maxErrors).map(redactLines),
    key: job.deduplicationId ?? null,
    isScheduled: job.repeatJobKey !== undefined,
  };
}

/** Line by line: a line break inside would be escaped. */
function redactLines(text: string): string {
  return text.split("\n").slice(0, 20).map(redactText).join("\n");
}

function dateOf(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}
