import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const jobsErrors = {
  JOB_PAYLOAD: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "The job's payload is not what its contract says.",
  },
  JOB_KILLS_WORKER: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "Worker after worker ended while it ran this job, so it is set aside for a person.",
  },
  JOB_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such queue, job or schedule; it may have been removed.",
  },
  JOB_STATE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The job is in another state by now, so nothing was done to it.",
  },
  QUEUES_AWAY: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1_000,
    message: "Redis does not answer, so nothing can be said of the queues. What they hold waits.",
  },
} as const satisfies ErrorTable;

export type JobsErrorCode = keyof typeof jobsErrors;

export class JobsError extends HomeportError<JobsErrorCode> {
  constructor(code: JobsErrorCode, options: ErrorOptionsFor = {}) {
    super(jobsErrors, code, options);
  }
}
