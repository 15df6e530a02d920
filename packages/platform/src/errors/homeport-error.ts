/** Who has to act for the error to go away. */
export type ErrorOwner = "client" | "config" | "capacity" | "upstream" | "platform";

/** What every occurrence of one code has in common. */
export interface ErrorDefinition {
  owner: ErrorOwner;
  /** The HTTP status; for errors that end a process, the status if it ever reached a transport. */
  status: number;
  retryable: boolean;
  retryAfterMs?: number;
  /** One public sentence: it may be shown to strangers. */
  message: string;
}

/** A domain's closed set of codes. */
export type ErrorTable = Record<string, ErrorDefinition>;

export type ErrorFacts = Readonly<Record<string, string | number>>;

export interface ErrorOptionsFor {
  cause?: unknown;
  /** For logs only; never shown to a caller. */
  detail?: string;
  retryAfterMs?: number;
  /** What the caller needs to go on, such as the version that is stored; public. */
  facts?: ErrorFacts;
  /** Replaces the table's sentence where a value the caller sent makes it clearer; public. */
  publicMessage?: string;
}

/**
 * An error with a stable code. Each domain derives its own class over its own table, so that the
 * compiler knows which codes it can carry.
 */
export abstract class HomeportError<C extends string = string> extends Error {
  readonly code: C;
  readonly owner: ErrorOwner;
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly publicMessage: string;
  readonly detail?: string;
  readonly facts?: ErrorFacts;

  constructor(table: Record<C, ErrorDefinition>, code: C, options: ErrorOptionsFor = {}) {
    const definition = table[code];
    const publicMessage = options.publicMessage ?? definition.message;
    super(options.detail === undefined ? publicMessage : `${publicMessage} (${options.detail})`, {
      cause: options.cause,
    });
    this.name = new.target.name;
    this.code = code;
    this.owner = definition.owner;
    this.status = definition.status;
    this.retryable = definition.retryable;
    this.publicMessage = publicMessage;
    const retryAfterMs = options.retryAfterMs ?? definition.retryAfterMs;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (options.detail !== undefined) this.detail = options.detail;
    if (options.facts !== undefined) this.facts = options.facts;
  }
}

export function isHomeportError(error: unknown): error is HomeportError {
  return error instanceof HomeportError;
}
