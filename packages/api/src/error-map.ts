import { type ErrorFacts, HomeportError, PlatformError, platformErrors } from "@homeport/platform";
import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError } from "zod";

/** What `error.data` carries beside tRPC's own fields. */
export interface ApiErrorData {
  /** The stable code of the domain that refused. */
  appCode: string;
  retryable: boolean;
  retryAfterMs: number | null;
  requestId: string | null;
  /** What the caller needs to go on, such as the version that is stored with `VERSION_CONFLICT`. */
  facts?: ErrorFacts;
  /** Which fields of the input were refused and why; only with `INPUT_INVALID`. */
  issues: { path: string; message: string }[] | null;
}

const codeOfStatus: Record<number, TRPC_ERROR_CODE_KEY> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** A domain's refusal as tRPC's; anything unknown stays an internal error that says nothing. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof HomeportError) {
    const code = codeOfStatus[error.status] ?? "INTERNAL_SERVER_ERROR";
    return new TRPCError({ code, message: error.publicMessage, cause: error });
  }
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
}

/** The sentence and the data that leave for one error; nothing of an unknown one does. */
export function describeError(
  error: TRPCError,
  requestId: string | null,
): { message: string; data: ApiErrorData } {
  const known = knownError(error);
  return {
    message: known.publicMessage,
    data: {
      appCode: known.code,
      retryable: known.retryable,
      retryAfterMs: known.retryAfterMs ?? null,
      requestId,
      ...(known.facts === undefined ? {} : { facts: known.facts }),
      issues: readIssues(error),
    },
  };
}

/** An error of a call inside this process, as plain data. */
export interface CallFailure extends Omit<ApiErrorData, "issues"> {
  message: string;
  /** tRPC's own name of the kind of error, such as `NOT_FOUND`. */
  code: TRPC_ERROR_CODE_KEY;
  httpStatus: number;
}

/** Whatever a call threw, as the browser would have been told. */
export function describeFailure(error: unknown, requestId: string): CallFailure {
  const refused = error instanceof TRPCError ? error : toTrpcError(error);
  const { message, data } = describeError(refused, requestId);
  const { issues: _issues, ...rest } = data;
  return { ...rest, message, code: refused.code, httpStatus: getHTTPStatusCodeFromError(refused) };
}

function knownError(error: TRPCError): HomeportError {
  if (error.cause instanceof HomeportError) return error.cause;
  switch (error.code) {
    case "NOT_FOUND":
      return new PlatformError("NOT_FOUND");
    case "METHOD_NOT_SUPPORTED":
      return new PlatformError("METHOD_NOT_ALLOWED");
    case "INTERNAL_SERVER_ERROR":
      return new PlatformError("INTERNAL", { cause: error });
    default:
      return new PlatformError(inputCode(error), { publicMessage: inputSentence(error) });
  }
}

/** Fields of every list have codes of their own, whichever door they came in by. */
const codesOfFields: Readonly<Record<string, "LIMIT_INVALID" | "CURSOR_INVALID">> = {
  limit: "LIMIT_INVALID",
  cursor: "CURSOR_INVALID",
};

function inputCode(error: TRPCError): "INPUT_INVALID" | "LIMIT_INVALID" | "CURSOR_INVALID" {
  return codesOfFields[readIssues(error)?.[0]?.path ?? ""] ?? "INPUT_INVALID";
}

function inputSentence(error: TRPCError): string {
  const first = readIssues(error)?.[0];
  if (first === undefined) return platformErrors.INPUT_INVALID.message;
  return first.path === "" ? first.message : `${first.path}: ${first.message}`;
}

/** Only of what the caller sent: a value of ours that fails a schema is an unknown error like any other. */
function readIssues(error: TRPCError): ApiErrorData["issues"] {
  if (error.code !== "BAD_REQUEST" || !(error.cause instanceof ZodError)) return null;
  return error.cause.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }));
}
