import {
  BaseError,
  HttpRequestError,
  LimitExceededRpcError,
  RpcRequestError,
  TimeoutError,
} from "viem";

/** Why a chain could not be read. The sentences of errors hold addresses and keys, so only these words go on. */
export type FailureReason =
  | "timeout"
  | "unreachable"
  | "rate-limited"
  | "refused"
  | "malformed"
  | "wrong-chain"
  | "disagreement"
  | "no-registry"
  | "not-allowed";

export class ReadFailure extends Error {
  readonly reason: FailureReason;
  readonly retryAfterMs: number | null;

  constructor(reason: FailureReason, retryAfterMs: number | null = null) {
    super(reason);
    this.name = "ReadFailure";
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

const tooManyRequests = 429;
const mostRetryAfterMs = 3_600_000;

/** What went wrong with a request, without a word of what was sent or heard. */
export function readFailure(error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error;
  if (isTimeout(error)) return new ReadFailure("timeout");
  if (!(error instanceof BaseError)) return new ReadFailure("malformed");
  const told = error.walk((one) => one instanceof ReadFailure);
  if (told instanceof ReadFailure) return told;
  if (error.walk(isTimeout) !== null) return new ReadFailure("timeout");
  if (error.walk((one) => one instanceof LimitExceededRpcError) !== null) {
    return new ReadFailure("rate-limited");
  }
  if (error.walk((one) => one instanceof HttpRequestError) !== null) {
    return new ReadFailure("unreachable");
  }
  const isRefused = error.walk((one) => one instanceof RpcRequestError) !== null;
  return new ReadFailure(isRefused ? "refused" : "malformed");
}

/** What an answer that is none says by its status. */
export function httpFailure({
  status,
  headers,
}: Pick<Response, "status" | "headers">): ReadFailure {
  if (status !== tooManyRequests) return new ReadFailure("refused");
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  const isGiven = Number.isFinite(seconds) && seconds > 0;
  return new ReadFailure(
    "rate-limited",
    isGiven ? Math.min(seconds * 1_000, mostRetryAfterMs) : null,
  );
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof TimeoutError ||
    (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
  );
}
