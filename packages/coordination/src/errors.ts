import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const coordinationErrors = {
  LEASE_LOST: {
    owner: "platform",
    status: 503,
    retryable: true,
    message: "Another process took over this work.",
  },
  LEASE_MOVED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The lease has been given up or taken anew since it was shown, so it was left alone.",
  },
  STORE_BUSY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 1_000,
    message: "The database is busy. Try again in a moment.",
  },
  STORE_DOWN: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1_000,
    message: "The database cannot be reached. Try again in a moment.",
  },
  CHALLENGE_INVALID: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "The challenge could not be verified.",
  },
  KEY_SESSION_INVALID: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This key is not signed in, or not any more. Sign in with it again.",
  },
  REVOKE_FAILED: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1_000,
    message: "You are still signed in. Try again.",
  },
} as const satisfies ErrorTable;

export type CoordinationErrorCode = keyof typeof coordinationErrors;

export class CoordinationError extends HomeportError<CoordinationErrorCode> {
  constructor(code: CoordinationErrorCode, options: ErrorOptionsFor = {}) {
    super(coordinationErrors, code, options);
  }
}
