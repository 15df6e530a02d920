import { createLog, createMetrics } from "@homeport/platform";
import { expect, test } from "vitest";
import { type AccessLog, createRelayEvents, type RequestRecord } from "./events.ts";

const record: RequestRecord = {
  ...{ requestId: "r1", route: "app", method: "GET", path: "/p" },
  ...{ hostId: "h1", appId: "a1", userId: "u1", status: 200, code: null, reason: null },
  ...{ carried: "local", tries: 1, bytesIn: 1, bytesOut: 2 },
  ...{ gateMs: 1, chosenMs: 2, firstByteMs: 3, totalMs: 4 },
};

function startLog(accessLog: AccessLog) {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const log = createLog({ app: "relay", replica: "x", version: "0", stage: "test", stream });
  const metrics = createMetrics({ app: "relay", version: "0" });
  const events = createRelayEvents({ log, metrics }, { accessLog, relayId: "relay-1" });
  return { events, read: () => lines.map((line) => JSON.parse(line)) };
}

test("a request is one line with everything that is known of it", () => {
  const { events, read } = startLog("all");
  events.request(record);
  expect(read()).toHaveLength(1);
  expect(read()[0]).toMatchObject({ msg: "request", relayId: "relay-1", ...record });
});

test.each<[AccessLog, (number | null)[]]>([
  ["all", [200, 404, 429, 502, null]],
  ["errors", [502, null]],
  ["off", []],
])("an access log that is %s holds those lines and no others", (accessLog, shown) => {
  const { events, read } = startLog(accessLog);
  for (const status of [200, 404, 429, 502, null]) events.request({ ...record, status });
  expect(read().map((line) => line.status)).toEqual(shown);
});

test("lines carry the name with which the relay goes on after a conflict", () => {
  const { events, read } = startLog("all");
  events.relayIdConflict("relay-1-ab12");
  events.request(record);
  expect(read().map((line) => [line.msg, line.relayId])).toEqual([
    ["relay.id-conflict", "relay-1"],
    ["request", "relay-1-ab12"],
  ]);
});
