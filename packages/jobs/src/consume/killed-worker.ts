import { jobsErrors } from "../errors.ts";

/** What BullMQ gives as the reason once more workers ended over a job than it was told to bear. */
const reasonOfQueue = "job stalled more than allowable limit";

export function isKillsWorker(reason: string): boolean {
  return reason === reasonOfQueue;
}

/** Why a job failed, with our code where the queue has words of its own. */
export function reasonOf(reason: string): string {
  return isKillsWorker(reason)
    ? `JOB_KILLS_WORKER: ${jobsErrors.JOB_KILLS_WORKER.message}`
    : reason;
}
