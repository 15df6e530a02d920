import { expect, test } from "vitest";
import { type RelayCode, RelayError, relayErrors } from "./errors.ts";
import { trpcBody } from "./pages/trpc-refusal.ts";

type Told = [http: number, code: string, number: number, again: boolean];

/** What programs rely on: the status, the name and number in a tRPC envelope, and whether to ask again. */
const told: Record<RelayCode, Told> = {
  BAD_REQUEST: [400, "BAD_REQUEST", -32600, false],
  HEAD_TOO_LARGE: [431, "BAD_REQUEST", -32600, false],
  METHOD_REFUSED: [405, "METHOD_NOT_SUPPORTED", -32005, false],
  BODY_TOO_LARGE: [413, "PAYLOAD_TOO_LARGE", -32013, false],
  NOT_FOUND: [404, "NOT_FOUND", -32004, false],
  HOST_NOT_FOUND: [404, "NOT_FOUND", -32004, false],
  NO_DEFAULT_APP: [404, "NOT_FOUND", -32004, false],
  UNTRUSTED_PROXY: [403, "FORBIDDEN", -32003, false],
  UNSYNCED: [503, "SERVICE_UNAVAILABLE", -32603, true],
  BROWSER_REFUSED: [403, "FORBIDDEN", -32003, false],
  UPGRADE_REQUIRED: [426, "BAD_REQUEST", -32600, false],
  NOT_HTTP: [400, "BAD_REQUEST", -32600, false],
  NOT_TCP: [400, "BAD_REQUEST", -32600, false],
  RATE_LIMITED: [429, "TOO_MANY_REQUESTS", -32029, true],
  OVER_CAPACITY: [503, "SERVICE_UNAVAILABLE", -32603, true],
  HOST_OFFLINE: [503, "SERVICE_UNAVAILABLE", -32603, true],
  APP_STARTING: [503, "SERVICE_UNAVAILABLE", -32603, true],
  APP_FAILED: [503, "SERVICE_UNAVAILABLE", -32603, true],
  APP_STOPPED: [503, "SERVICE_UNAVAILABLE", -32603, true],
  APP_INSTALLING: [503, "SERVICE_UNAVAILABLE", -32603, true],
  APP_REMOVING: [503, "SERVICE_UNAVAILABLE", -32603, true],
  DIRECTORY_UNAVAILABLE: [503, "SERVICE_UNAVAILABLE", -32603, true],
  PEER_UNREACHABLE: [503, "SERVICE_UNAVAILABLE", -32603, true],
  ANOTHER_RELAY: [503, "SERVICE_UNAVAILABLE", -32603, true],
  DRAINING: [503, "SERVICE_UNAVAILABLE", -32603, true],
  MAINTENANCE: [503, "SERVICE_UNAVAILABLE", -32603, true],
  TUNNEL_LOST: [502, "BAD_GATEWAY", -32603, false],
  TARGET_REFUSED: [502, "BAD_GATEWAY", -32603, true],
  TARGET_UNREACHABLE: [502, "BAD_GATEWAY", -32603, true],
  TARGET_RESET: [502, "BAD_GATEWAY", -32603, false],
  TARGET_NOT_ALLOWED: [502, "BAD_GATEWAY", -32603, false],
  TARGET_ANSWER_INVALID: [502, "BAD_GATEWAY", -32603, false],
  TARGET_TIMEOUT: [504, "GATEWAY_TIMEOUT", -32603, true],
  STEP_TIMEOUT: [504, "GATEWAY_TIMEOUT", -32603, true],
  ECHO_BROKEN: [502, "BAD_GATEWAY", -32603, false],
  ANSWER_TIMEOUT: [504, "GATEWAY_TIMEOUT", -32603, false],
  LOG_UNREADABLE: [502, "BAD_GATEWAY", -32603, false],
  ADMIN_CLOSED: [503, "SERVICE_UNAVAILABLE", -32603, false],
  INTERNAL: [500, "INTERNAL_SERVER_ERROR", -32603, false],
};

const call = { paths: ["notes.list"], batch: false };

test.each(Object.entries(told))("%s is told to programs as %j", (code, expected) => {
  if (!(code in relayErrors)) throw new Error(`${code} is not in the table`);
  const error = new RelayError(code as RelayCode);
  const body = trpcBody({ error }, error.publicMessage, {
    ...{ call, transformer: "none", requestId: "r" },
  });
  const { error: envelope } = JSON.parse(body);
  const { data } = envelope;
  expect([data.httpStatus, data.code, envelope.code, data.retryable]).toEqual(expected);
  expect(data.appCode).toBe(code);
});
