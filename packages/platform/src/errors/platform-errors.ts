import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "./homeport-error.ts";

/** Codes that belong to no domain. */
export const platformErrors = {
  INTERNAL: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "Something went wrong on our side.",
  },
  NOT_FOUND: { owner: "client", status: 404, retryable: false, message: "There is nothing here." },
  METHOD_NOT_ALLOWED: {
    owner: "client",
    status: 405,
    retryable: false,
    message: "This address does not answer that method.",
  },
  UNAUTHORIZED: { owner: "client", status: 401, retryable: false, message: "Sign in first." },
  FORBIDDEN: { owner: "client", status: 403, retryable: false, message: "You may not do this." },
  INPUT_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The request is not what this address expects.",
  },
  RATE_LIMITED: {
    owner: "capacity",
    status: 429,
    retryable: true,
    retryAfterMs: 1000,
    message: "Too many requests. Wait a moment and try again.",
  },
  DRAINING: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "This replica is stopping. Try again.",
  },
  CURSOR_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This page cursor does not belong to this list. Start from the first page.",
  },
  LIMIT_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The page limit must be a whole number from 1 to 500.",
  },
  CONFIG_INVALID: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The configuration is not valid.",
  },
  STORE_UNREACHABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    message: "A store could not be reached at start.",
  },
  MIGRATION_LOCKED: {
    owner: "platform",
    status: 503,
    retryable: true,
    message: "Another process holds the migration lock.",
  },
  MIGRATION_PENDING: {
    owner: "platform",
    status: 503,
    retryable: true,
    message: "The database lacks migrations of this version, and this process may not apply them.",
  },
  SECRET_IN_USE: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "Rows are sealed under a root secret that is not set.",
  },
  MIGRATION_CHANGED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "A migration that was applied has since been changed.",
  },
} as const satisfies ErrorTable;

export type PlatformErrorCode = keyof typeof platformErrors;

export class PlatformError extends HomeportError<PlatformErrorCode> {
  constructor(code: PlatformErrorCode, options: ErrorOptionsFor = {}) {
    super(platformErrors, code, options);
  }
}
