import { isTRPCClientError } from "@trpc/client";

/** What a refused or failed call says, whatever went wrong. */
export interface HomeportClientError {
  /** The stable code, such as `HOST_NOT_FOUND`; `UNREACHABLE` when no answer came. */
  readonly appCode: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** The id under which the server's log has the request; null when no answer came. */
  readonly requestId: string | null;
  /** The HTTP status; null when no answer came. */
  readonly httpStatus: number | null;
  /** Refused fields of the input. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}

/** The typed facts of anything that a call threw. Answers of a newer or older server may lack some. */
export function readError(error: unknown): HomeportClientError {
  const data: unknown = isTRPCClientError(error) ? error.data : undefined;
  const message = error instanceof Error ? error.message : "The call failed.";
  if (!isRecord(data)) return { ...unreachable, message };
  return {
    appCode: textOf(data["appCode"]) ?? textOf(data["code"]) ?? "INTERNAL",
    message,
    retryable: data["retryable"] === true,
    retryAfterMs: numberOf(data["retryAfterMs"]),
    requestId: textOf(data["requestId"]),
    httpStatus: numberOf(data["httpStatus"]),
    issues: Array.isArray(data["issues"]) ? data["issues"].filter(isIssue) : [],
  };
}

/** Nothing is known of what the server did: reads may be repeated, changes only after looking. */
const unreachable = {
  appCode: "UNREACHABLE",
  retryable: true,
  retryAfterMs: null,
  requestId: null,
  httpStatus: null,
  issues: [],
} as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isIssue(value: unknown): value is { path: string; message: string } {
  return (
    isRecord(value) && typeof value["path"] === "string" && typeof value["message"] === "string"
  );
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
