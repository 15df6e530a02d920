import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const dbErrors = {
  STORE_BUSY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "The database is busy. Try again.",
  },
  STORE_DOWN: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "The database cannot be reached. Try again.",
  },
  OUTCOME_UNKNOWN: {
    owner: "platform",
    status: 503,
    retryable: false,
    message:
      "The connection broke while this was being saved. Look whether it happened, then try again.",
  },
  AUDIT_KEPT: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Rows of the audit log are kept for 400 days, so nothing younger is taken away.",
  },
  NESTED_TRANSACTION: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "Something went wrong on our side.",
  },
} as const satisfies ErrorTable;

export type DbErrorCode = keyof typeof dbErrors;

export class DbError extends HomeportError<DbErrorCode> {
  constructor(code: DbErrorCode, options: ErrorOptionsFor = {}) {
    super(dbErrors, code, options);
  }
}
