import { HomeportError } from "@homeport/platform";
import { DbError } from "../errors.ts";

/** Codes of the driver and of the socket under it: the connection is gone, or was never made. */
const lostCodes: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/** SQLSTATEs with which Postgres ends a connection: shut down, crashed, starting, idle too long. */
const endedStates: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03", "57P05", "25P03"]);

/** SQLSTATEs of a store that is there but full: too many connections, a lock or statement timeout. */
const busyStates: ReadonlySet<string> = new Set(["53300", "55P03", "57014"]);

/** A serialization failure or a deadlock: the same transaction may pass when it is run again. */
const repeatableStates: ReadonlySet<string> = new Set(["40001", "40P01"]);

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : undefined;
}

export function isConnectionLost(error: unknown): boolean {
  const code = errorCode(error) ?? "";
  return lostCodes.has(code) || endedStates.has(code) || code.startsWith("08");
}

export function isRepeatable(error: unknown): boolean {
  return repeatableStates.has(errorCode(error) ?? "");
}

/** A driver's error as STORE_DOWN or STORE_BUSY where it is one; any other is handed back as it is. */
export function translateStoreError(error: unknown): unknown {
  if (error instanceof HomeportError) return error;
  if (isConnectionLost(error)) return new DbError("STORE_DOWN", { cause: error });
  if (busyStates.has(errorCode(error) ?? "")) return new DbError("STORE_BUSY", { cause: error });
  return error;
}

/** The same for a connection that was lost while COMMIT was under way: nobody knows what it did. */
export function translateCommitError(error: unknown): unknown {
  if (isConnectionLost(error)) return new DbError("OUTCOME_UNKNOWN", { cause: error });
  return translateStoreError(error);
}

/** The name of the constraint or trigger that refused a statement; null for any other error. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !(errorCode(error) ?? "").startsWith("23")) return null;
  const name: unknown = Reflect.get(error, "constraint_name");
  return typeof name === "string" ? name : null;
}
