import type { Failure } from "../data/failure.ts";

export type AuthOutcome<Body> = { ok: true; body: Body } | { ok: false; failure: Failure };

/** How long the sign-in handler may take before a person is told that it did not answer. */
const deadlineMs = 20_000;

/** Calls the sign-in handler: GET without a body, POST with one. Never throws. */
export async function callAuth<Body = unknown>(
  path: string,
  body?: Record<string, unknown>,
): Promise<AuthOutcome<Body>> {
  try {
    const answer = await fetch(path, {
      credentials: "same-origin",
      signal: AbortSignal.timeout(deadlineMs),
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
    });
    const text = await answer.text();
    const parsed: unknown = text === "" ? null : JSON.parse(text);
    return answer.ok
      ? { ok: true, body: parsed as Body }
      : { ok: false, failure: readAuthFailure(parsed, answer) };
  } catch {
    return {
      ok: false,
      failure: {
        code: "UNREACHABLE",
        sentence: "Homeport did not answer. Check your connection and try again.",
        retryable: true,
        retryAfterMs: undefined,
        requestId: undefined,
      },
    };
  }
}

/** The same as a change: a refusal is thrown, in the shape in which `readFailure` reads it. */
export async function changeByAuth(path: string, body: Record<string, unknown>): Promise<void> {
  const outcome = await callAuth(path, body);
  if (!outcome.ok) {
    throw new AuthRefusal(outcome.failure);
  }
}

/** A refusal of the sign-in handler, in the shape in which `readFailure` reads it. */
export class AuthRefusal extends Error {
  readonly data: Omit<Failure, "code" | "sentence"> & { appCode: string };

  constructor({ code, sentence, ...rest }: Failure) {
    super(sentence);
    this.data = { appCode: code, ...rest };
  }
}

/**
 * Reads a refusal: Homeport's own shape `{error: {code, message, …}}`, or the sign-in library's `{code, message}`
 * and, for device codes, `{error, error_description}`.
 */
export function readAuthFailure(body: unknown, answer: { status: number }): Failure {
  const flat = record(body);
  const nested = record(flat["error"]);
  const code =
    text(nested["code"]) ?? text(flat["code"]) ?? text(flat["error"]) ?? `HTTP_${answer.status}`;
  const sentence =
    text(nested["message"]) ?? text(flat["message"]) ?? text(flat["error_description"]);
  const retryAfterMs = nested["retryAfterMs"];
  return {
    code,
    sentence: sentence ?? "The request was refused.",
    retryable: nested["retryable"] === true || answer.status >= 500,
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
    requestId: text(nested["requestId"]),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
