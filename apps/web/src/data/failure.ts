/** What a person is told about something that went wrong. */
export interface Failure {
  /** A stable code to quote: the domain's own when there is one. */
  code: string;
  sentence: string;
  retryable: boolean;
  retryAfterMs: number | undefined;
  requestId: string | undefined;
}

const unreachable: Failure = {
  code: "UNREACHABLE",
  sentence: "Homeport did not answer. Check your connection and try again.",
  retryable: true,
  retryAfterMs: undefined,
  requestId: undefined,
};

/**
 * Reads an error of a query or a change. Errors of the endpoint carry `data`; whatever has none never reached
 * it, so it is a matter of the connection.
 */
export function readFailure(error: unknown): Failure {
  const data = fieldOf(error, "data");
  if (typeof data !== "object" || data === null) {
    return unreachable;
  }
  const message = fieldOf(error, "message");
  return {
    code: textOf(fieldOf(data, "appCode")) ?? textOf(fieldOf(data, "code")) ?? "INTERNAL",
    sentence: textOf(message) ?? "Something went wrong.",
    retryable: fieldOf(data, "retryable") === true,
    retryAfterMs: numberOf(fieldOf(data, "retryAfterMs")),
    requestId: textOf(fieldOf(data, "requestId")),
  };
}

/** The sentence of an error, for a form that shows it in place; undefined while there is none. */
export function sentenceOf(error: unknown): string | undefined {
  return error === null ? undefined : readFailure(error).sentence;
}

/** The kind of an error by tRPC's own names, such as NOT_FOUND; undefined for what never reached the endpoint. */
export function errorKind(error: unknown): string | undefined {
  return textOf(fieldOf(fieldOf(error, "data"), "code"));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
