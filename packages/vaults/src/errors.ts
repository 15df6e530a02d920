import {
  type ErrorDefinition,
  type ErrorOptionsFor,
  type ErrorTable,
  HomeportError,
} from "@homeport/platform";
import { Refusal, type RefusalCode } from "./core/index.ts";

/** Refusals of this domain: all of the core's, and those of its verbs. */
export const vaultsErrors = {
  DELTA_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This change cannot be applied. Look at the place that is named.",
  },
  DELTA_MISMATCH: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "This change leads to another state than its sender says.",
  },
  DELTA_THRESHOLD: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "Too few of the vault's voters have signed this.",
  },
  SIGNATURE_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "One of the signatures is not valid, or not by a voter of this vault.",
  },
  ROSTER_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "These signers cannot share a vault. Look at the place that is named.",
  },
  VAULT_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such vault.",
  },
  VAULT_EXISTS: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Another vault already has this id. Make a new one.",
  },
  FORBIDDEN: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "Your role does not allow that.",
  },
  SOURCE_NOT_ALLOWED: {
    owner: "config",
    status: 400,
    retryable: false,
    message: "Vaults cannot name this source here.",
  },
  DELTA_BUSY: {
    owner: "client",
    status: 409,
    retryable: true,
    retryAfterMs: 3_000,
    message: "Another change of this vault waits for its source. Try again when it is through.",
  },
  DELTA_STALE_BASE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The vault has moved on. Make the change again on its present state.",
  },
  DELTA_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "This vault has no such change.",
  },
  DELTA_LANDED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This change has landed already, so it cannot be given up.",
  },
  PROPOSAL_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "This vault has no such proposal.",
  },
  PROPOSAL_CLOSED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This proposal waits for nobody any more.",
  },
  PROPOSAL_LIMIT: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "As many proposals wait as a vault takes. Settle or retract one first.",
  },
  PROPOSAL_NOT_READY: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Too few voters have signed this proposal yet.",
  },
  SOURCE_MISMATCH: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The source already shows another state for this vault.",
  },
  SOURCE_UNAVAILABLE: {
    owner: "upstream",
    status: 502,
    retryable: true,
    retryAfterMs: 10_000,
    message: "The vault's source does not answer. Try again in a while.",
  },
  VAULT_PAUSED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This vault is paused. Its page says by whom and why.",
  },
  VAULT_RELEASED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This vault has moved elsewhere. It can be read here, but not changed.",
  },
  TOO_LARGE: {
    owner: "client",
    status: 413,
    retryable: false,
    message: "This is larger than a vault takes.",
  },
  AUTH_FAILED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This request is not signed by somebody who may make it.",
  },
  AUTH_STALE: {
    owner: "client",
    status: 401,
    retryable: true,
    message: "This request's time is too far from ours. Sign it again.",
  },
  AUTH_REPLAY: {
    owner: "client",
    status: 401,
    retryable: true,
    message: "This request, or a later one, was already taken. Sign it again with a newer time.",
  },
  REQUEST_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This request is not of the form that vaults take.",
  },
  MEDIA_TYPE: {
    owner: "client",
    status: 415,
    retryable: false,
    message: "This request's body is of a type or encoding that vaults do not take.",
  },
  SERVER_KEY_LOCKED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The key that acknowledges changes of vaults is sealed with another root secret.",
  },
} as const satisfies ErrorTable & Readonly<Record<RefusalCode, ErrorDefinition>>;

export type VaultsErrorCode = keyof typeof vaultsErrors;

export interface VaultsErrorOptions extends ErrorOptionsFor {
  /** Public, beside the sentence: places, counts, times. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export class VaultsError extends HomeportError<VaultsErrorCode> {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: VaultsErrorCode, { details = {}, ...options }: VaultsErrorOptions = {}) {
    super(vaultsErrors, code, options);
    this.details = details;
  }
}

/** A refusal of the core as this domain's error; whatever else was thrown stays what it is. */
export function toVaultsError(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  return new VaultsError(error.code, { details: { ...error.details }, cause: error });
}

/** Does something of the core; what it refuses is thrown as this domain's error. */
export async function refusing<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toVaultsError(error);
  }
}
