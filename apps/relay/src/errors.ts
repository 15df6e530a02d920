import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** What the relay itself answers to visitors and agents. The gate's and the hosts' codes are their own. */
export const relayErrors = {
  BAD_REQUEST: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The request is not valid HTTP, or can be read in more than one way.",
  },
  HEAD_TOO_LARGE: {
    owner: "client",
    status: 431,
    retryable: false,
    message: "The head of the request is too large, or has too many fields.",
  },
  METHOD_REFUSED: {
    owner: "client",
    status: 405,
    retryable: false,
    message: "This method is not carried.",
  },
  BODY_TOO_LARGE: {
    owner: "client",
    status: 413,
    retryable: false,
    message: "The body of the request is larger than this app accepts.",
  },
  NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is nothing at this address.",
  },
  UNTRUSTED_PROXY: {
    owner: "config",
    status: 403,
    retryable: false,
    message:
      "This listener answers only the proxies that HOMEPORT_GATE_TRUSTED_PROXIES names and that send HOMEPORT_GATE_SECRET when it is set.",
  },
  UNSYNCED: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1_000,
    message: "It is not known yet which addresses there are.",
  },
  HOST_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such host.",
  },
  NO_DEFAULT_APP: {
    owner: "config",
    status: 404,
    retryable: false,
    message: "This host has no default app. Choose one, or name an app with ~ after the host.",
  },
  BROWSER_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "This address is for programs. In a browser, open the app's own address.",
  },
  UPGRADE_REQUIRED: {
    owner: "client",
    status: 426,
    retryable: false,
    message: "This address takes only agents and `homeport connect`, which speak another protocol.",
  },
  NOT_HTTP: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This app does not speak HTTP. Reach it with `homeport connect`.",
  },
  NOT_TCP: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This app speaks HTTP. Open its own address.",
  },
  RATE_LIMITED: {
    owner: "capacity",
    status: 429,
    retryable: true,
    retryAfterMs: 1000,
    message: "There were too many requests from this address. Wait a moment.",
  },
  OVER_CAPACITY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "There is more to do than can be done right now.",
  },
  HOST_OFFLINE: {
    owner: "upstream",
    status: 503,
    retryable: true,
    retryAfterMs: 5000,
    message: "The machine that runs this app is not connected.",
  },
  APP_STARTING: {
    owner: "upstream",
    status: 503,
    retryable: true,
    retryAfterMs: 2000,
    message: "The app is starting. It takes a moment.",
  },
  APP_FAILED: {
    owner: "upstream",
    status: 503,
    retryable: true,
    retryAfterMs: 5000,
    message: "The app did not start.",
  },
  APP_STOPPED: {
    owner: "config",
    status: 503,
    retryable: true,
    retryAfterMs: 60_000,
    message: "The app is stopped, and a visit does not start it.",
  },
  APP_INSTALLING: {
    owner: "upstream",
    status: 503,
    retryable: true,
    retryAfterMs: 2000,
    message: "The app is being installed.",
  },
  APP_REMOVING: {
    owner: "upstream",
    status: 503,
    retryable: true,
    retryAfterMs: 5000,
    message: "The app is being removed.",
  },
  DIRECTORY_UNAVAILABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 2000,
    message: "It is not known at the moment where the machine of this app is connected.",
  },
  PEER_UNREACHABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "The relay that holds the connection to this machine cannot be reached.",
  },
  ANOTHER_RELAY: {
    owner: "client",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "The agent asked for another relay than this one, and there is one.",
  },
  DRAINING: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "This relay is being restarted. Try again in a moment.",
  },
  MAINTENANCE: {
    owner: "config",
    status: 503,
    retryable: true,
    retryAfterMs: 30000,
    message: "This app is under maintenance.",
  },
  TUNNEL_LOST: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The connection to the machine was lost while it worked on this request.",
  },
  TARGET_REFUSED: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The machine is connected, but nothing answers on the port of this app.",
  },
  TARGET_UNREACHABLE: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The machine is connected, but cannot reach this app.",
  },
  TARGET_RESET: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The app closed the connection before it had answered.",
  },
  TARGET_NOT_ALLOWED: {
    owner: "config",
    status: 502,
    retryable: false,
    message: "The machine does not allow this app's target.",
  },
  TARGET_ANSWER_INVALID: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The app answered with something that is not valid HTTP.",
  },
  TARGET_TIMEOUT: {
    owner: "upstream",
    status: 504,
    retryable: true,
    message: "The app did not accept a connection in time.",
  },
  ANSWER_TIMEOUT: {
    owner: "upstream",
    status: 504,
    retryable: false,
    message: "The app accepted the request, but did not begin to answer in time.",
  },
  STEP_TIMEOUT: {
    owner: "upstream",
    status: 504,
    retryable: true,
    message: "This step of the check did not end in time.",
  },
  ECHO_BROKEN: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "Bytes that were sent to the machine did not come back as they were.",
  },
  LOG_UNREADABLE: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The host's agent did not give its log. Read it on the host with homeport logs.",
  },
  ADMIN_CLOSED: {
    owner: "config",
    status: 503,
    retryable: false,
    message: "This list is closed: HOMEPORT_ADMIN_SECRET is not set.",
  },
  INTERNAL: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "Something went wrong here. It has been recorded.",
  },
} as const satisfies ErrorTable;

export type RelayCode = keyof typeof relayErrors;

export class RelayError extends HomeportError<RelayCode> {
  constructor(code: RelayCode, options: ErrorOptionsFor = {}) {
    super(relayErrors, code, options);
  }
}

/** What ends a visit without any answer; these stand in the log only. */
export type SilentEnd = "VISITOR_GONE" | "VISITOR_STALLED";
