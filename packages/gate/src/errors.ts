import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** Refusals of the gate's verbs. What the gate answers to visitors is in `decide/codes.ts`. */
export const gateErrors = {
  APP_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such app.",
  },
  ADDRESS_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "That address is already taken. Choose another name.",
  },
  ADDRESS_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "This app has no such address.",
  },
  ADDRESS_UNVERIFIED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This hostname is not verified, so nobody is served there yet.",
  },
  BAD_HOSTNAME: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Give a full hostname such as notes.example.org, without https:// and without a path.",
  },
  LAST_ADDRESS: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "An app keeps at least one address that Homeport itself gives.",
  },
  TOO_MANY_ADDRESSES: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "This app has as many hostnames as it may have. Remove one first.",
  },
  IDENTITY_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such identity.",
  },
  DEFAULT_IDENTITY: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The default identity cannot be deleted. Make another one the default first.",
  },
  TOO_MANY_IDENTITIES: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "This organization has as many identities as it may have. Delete one first.",
  },
  VERSION_CONFLICT: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Somebody else changed the access of this app meanwhile. Look at it again, then save.",
  },
  BAD_RULE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The access rules cannot be used as they are.",
  },
  RESERVED_LABEL: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This name cannot be an address: it is reserved, or not 1 to 63 of a-z, 0-9 and -.",
  },
  NOT_PERMITTED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "You may look at this, but not change it.",
  },
  STORE_BUSY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "Too much is going on right now. Try again in a moment.",
  },
  LINK_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such link; it may have been revoked already.",
  },
  LINK_ENDED: {
    owner: "client",
    status: 410,
    retryable: false,
    message: "This link has expired, was used up or was revoked.",
  },
  LINK_END_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "A link ends between a minute and a year from now.",
  },
  TOO_MANY_LINKS: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "This app has as many live links as it may have. Revoke one first.",
  },
  TOO_MANY_TRIES: {
    owner: "client",
    status: 429,
    retryable: true,
    retryAfterMs: 60_000,
    message: "Too many tries with unknown credentials from this address. Wait a minute.",
  },
} as const satisfies ErrorTable;

export type GateErrorCode = keyof typeof gateErrors;

export class GateError extends HomeportError<GateErrorCode> {
  constructor(code: GateErrorCode, options: ErrorOptionsFor = {}) {
    super(gateErrors, code, options);
  }
}
