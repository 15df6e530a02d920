/** What a refused or failed request of the vault client says. */
export interface VaultErrorFacts {
  /** The stable code, such as `DELTA_STALE_BASE`; `UNREACHABLE` when no answer came, `ANSWER_INVALID` for one that is none. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  /** Null when no answer came. */
  readonly httpStatus: number | null;
  /** Places, counts, times. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The server refused, or could not be reached. Broken promises are `VaultIntegrityError` instead. */
export class VaultClientError extends Error implements VaultErrorFacts {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(facts: VaultErrorFacts, options: { cause?: unknown } = {}) {
    super(facts.message, options);
    this.name = "VaultClientError";
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.requestId = facts.requestId;
    this.httpStatus = facts.httpStatus;
    this.details = facts.details;
  }
}

/** Nothing is known of what the server did; the same change again is safe, whatever it did. */
export function unreachable(cause: unknown): VaultClientError {
  return new VaultClientError(
    {
      ...{ code: "UNREACHABLE", message: "The server did not answer." },
      ...{ retryable: true, retryAfterMs: null, requestId: null, httpStatus: null, details: {} },
    },
    { cause },
  );
}

/** An answer that is not what this version of the client understands. */
export function invalidAnswer(what: string): VaultClientError {
  return new VaultClientError({
    ...{ code: "ANSWER_INVALID", message: `The server's answer has no ${what}.` },
    ...{ retryable: false, retryAfterMs: null, requestId: null, httpStatus: null, details: {} },
  });
}

/** The error of an answer that is none of success. */
export async function readFailure(response: Response): Promise<VaultClientError> {
  const body: unknown = await response.json().catch(() => null);
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const { code, message, retryable, retryAfterMs, requestId, details } = error;
  return new VaultClientError({
    code: typeof code === "string" ? code : "INTERNAL",
    message: typeof message === "string" ? message : "The server refused this.",
    retryable: retryable === true || (code === undefined && response.status >= 502),
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : null,
    requestId: typeof requestId === "string" ? requestId : null,
    httpStatus: response.status,
    details: isRecord(details) ? details : {},
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
