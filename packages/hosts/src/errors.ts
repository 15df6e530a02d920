import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** Refusals of this domain's verbs. */
export const hostsErrors = {
  HOST_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such host.",
  },
  APP_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such app.",
  },
  CODE_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such enrolment code.",
  },
  NOT_PERMITTED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "You may look at this, but not change it.",
  },
  ENROLMENT_CODE_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This enrolment code cannot be used. Make a new one in the console under Hosts, Add.",
  },
  PROOF_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The proof of the host's key was not accepted. Run the command again.",
  },
  MACHINE_NAME_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "A machine's name is 1 to 63 characters, without control characters.",
  },
  TARGET_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message:
      "A target is a port, or an address like http://127.0.0.1:3000, https://…, tls://…, tcp://… or unix:/path.",
  },
  HOST_HEADER_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Say which Host the app is to see: a host name, with a port if it needs one.",
  },
  APP_NAME_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "An app's name is 1 to 63 of a-z, 0-9 and -, without a hyphen at an end.",
  },
  APP_NAME_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Another app already has this name. Choose another one.",
  },
  KEY_IN_USE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This key belongs to another host, or did so once. Use a new key.",
  },
  MACHINE_ENROLLED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This machine is a host of this organization already.",
  },
  KEYS_ROTATED_TOO_OFTEN: {
    owner: "client",
    status: 429,
    retryable: true,
    retryAfterMs: 600_000,
    message: "This host has changed its key too often. Wait ten minutes.",
  },
  VERSION_CONFLICT: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Somebody else changed this meanwhile. Look at it again, then save.",
  },
  HOST_HAS_APPS: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This host still has apps. Remove them first.",
  },
  HOST_REVOKED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "This host was revoked. Enrol the machine again with a new key.",
  },
  MAY_NOT_PUBLISH: {
    owner: "client",
    status: 403,
    retryable: false,
    message:
      "This host may not publish apps by itself. Allow it on the host's page in the console.",
  },
  BAD_MANIFEST: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This manifest cannot be used.",
  },
  COMPOSE_REFUSED: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This compose file asks for more than the manifest's consents allow.",
  },
  NOT_MANAGED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "No host runs this app: it is a port, or a proxy's. Start and stop it where it runs.",
  },
  APP_MANAGED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "A host runs this app. Uninstall it; then it is removed as well.",
  },
  OPERATION_PENDING: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Something else is being done to this app. Wait for its end.",
  },
  OPERATION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such operation.",
  },
  SETTINGS_CONTRADICT: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "An app that is always on has no idle time, and visits start it.",
  },
  HOST_LIMIT: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "This organization has as many hosts as it may have.",
  },
  APP_LIMIT: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "This host has as many apps as it may have.",
  },
  DIRECTORY_UNAVAILABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 2000,
    message: "It is not known at the moment where this host is connected.",
  },
} as const satisfies ErrorTable;

export type HostsErrorCode = keyof typeof hostsErrors;

export class HostsError extends HomeportError<HostsErrorCode> {
  constructor(code: HostsErrorCode, options: ErrorOptionsFor = {}) {
    super(hostsErrors, code, options);
  }
}
