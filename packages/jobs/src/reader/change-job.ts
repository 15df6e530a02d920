import type { Job, Queue } from "bullmq";
import { JobsError } from "../errors.ts";

/** One script moves the job out of the failed ones, so of two who retry it one does. */
export async function retryJob(queue: Queue, jobId: string): Promise<void> {
  const job = await findJob(queue, jobId);
  await refusedByState(job.retry("failed"));
}

export async function removeJob(queue: Queue, jobId: string): Promise<void> {
  const job = await findJob(queue, jobId);
  if ((await job.getState()) === "active") throw new JobsError("JOB_STATE");
  await refusedByState(job.remove());
}

async function findJob(queue: Queue, jobId: string): Promise<Job> {
  const job = await queue.getJob(jobId);
  if (!job) throw new JobsError("JOB_NOT_FOUND");
  return job;
}

/** What BullMQ's scripts answer when a job is not there, is locked, is in another state, or is a schedule's. */
const codesOfState: ReadonlySet<unknown> = new Set([-1, -2, -3, -8]);

async function refusedByState(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw codesOfState.has(code) ? new JobsError("JOB_STATE", { cause: error }) : error;
  }
}
