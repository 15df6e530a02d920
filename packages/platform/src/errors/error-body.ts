import { HomeportError } from "./homeport-error.ts";
import { PlatformError } from "./platform-errors.ts";

/** The one shape in which every plain HTTP route answers an error. */
export interface ErrorBody {
  error: {
    code: string;
    message: string;
    retryable: boolean;
    requestId: string;
    retryAfterMs?: number;
  };
}

/** Any thrown value as a known error; what is not ours becomes INTERNAL with the original as cause. */
export function toHomeportError(error: unknown): HomeportError {
  return error instanceof HomeportError ? error : new PlatformError("INTERNAL", { cause: error });
}

export function errorBody(error: unknown, requestId: string): ErrorBody {
  const known = toHomeportError(error);
  return {
    error: {
      code: known.code,
      message: known.publicMessage,
      retryable: known.retryable,
      requestId,
      ...(known.retryAfterMs === undefined ? {} : { retryAfterMs: known.retryAfterMs }),
    },
  };
}

/** Seconds for a `Retry-After` header, rounded up, at least 1; null when the error names no wait. */
export function retryAfterSeconds(error: HomeportError): number | null {
  if (error.retryAfterMs === undefined) return null;
  return Math.max(1, Math.ceil(error.retryAfterMs / 1000));
}
