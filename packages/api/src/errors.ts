import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** What the endpoint itself refuses, before any domain is asked. */
export const apiErrors = {
  SIGN_IN_REQUIRED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "Sign in to do this.",
  },
  ORGANIZATION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such organization.",
  },
  NOT_PERMITTED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "Your role in this organization does not allow this.",
  },
  ORIGIN_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "This change was asked for by another site, so it was not made.",
  },
  REPLICA_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such replica; rows of replicas that are gone are kept for a day.",
  },
  REPLICA_STATE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This replica drains already, has stopped, or is lost, so it was asked nothing.",
  },
  RELAY_UNREACHABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    message: "No relay answered the console.",
  },
  NO_RELAY_ANSWERS: {
    owner: "config",
    status: 503,
    retryable: false,
    message: "What answers at the address of all apps is no relay.",
  },
  FILTER_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This list cannot be narrowed like that.",
  },
  STREAM_LIMIT: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 5_000,
    message: "Too many streams are open. Close some, or come again later.",
  },
} as const satisfies ErrorTable;

export class ApiError extends HomeportError<keyof typeof apiErrors> {
  constructor(code: keyof typeof apiErrors, options: ErrorOptionsFor = {}) {
    super(apiErrors, code, options);
  }
}
