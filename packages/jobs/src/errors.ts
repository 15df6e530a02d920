import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const jobsErrors = {
  JOB_PAYLOAD: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "The job's payload is not what its contract says.",
  },
} as const satisfies ErrorTable;

export type JobsErrorCode = keyof typeof jobsErrors;

export class JobsError extends HomeportError<JobsErrorCode> {
  constructor(code: JobsErrorCode, options: ErrorOptionsFor = {}) {
    super(jobsErrors, code, options);
  }
}
