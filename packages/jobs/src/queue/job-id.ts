import type { Job } from "bullmq";

/** The name of a job under which its queue keeps it; each that has been added has one. */
export function idOf(job: Pick<Job, "id">): string {
  return job.id ?? "";
}
