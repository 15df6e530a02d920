import { AgentError } from "../errors.ts";

/** One answer of `homeport doctor`; a remedy stands where something is to be done. */
export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warn" | "fail";
  readonly detail: string;
  readonly remedy: string | null;
}

export function ok(check: string, detail: string): Finding {
  return { check, state: "ok", detail, remedy: null };
}

export function warn(check: string, detail: string, remedy: string): Finding {
  return { check, state: "warn", detail, remedy };
}

export function fail(check: string, detail: string, remedy: string): Finding {
  return { check, state: "fail", detail, remedy };
}

/** What went wrong in a word: the system's code where there is one. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof AgentError) return reasonOf(error.cause ?? new Error(error.message));
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
