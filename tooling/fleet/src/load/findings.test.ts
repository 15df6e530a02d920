import { expect, test } from "vitest";
import { backAfterMs, causeOf, judgeLoad, percentileMs } from "./findings.ts";
import type { RequestRecord } from "./send-request.ts";

function record(change: Partial<RequestRecord>): RequestRecord {
  const whole = { id: "1", method: "GET", host: "a.localhost", status: 200 } as const;
  const times = { sentAtMs: 100, tookMs: 20 };
  return { ...whole, ...times, outcome: "1", relayId: "relay-1", ...change };
}

const loss = { relayId: "relay-1", atMs: 110 };
const failed = { status: null, outcome: "socket hang up" };

test("a visitor of the relay that died is unlucky, one of another relay is lost", () => {
  const own = record(failed);
  const other = record({ ...failed, relayId: "relay-2" });
  expect(judgeLoad([own, other], [], loss)).toMatchObject({ unlucky: [own], lost: [other] });
});

test("a request that began after the loss is lost when it fails", () => {
  const late = record({ ...failed, sentAtMs: 111 });
  expect(judgeLoad([late], [], loss)).toMatchObject({ unlucky: [], lost: [late] });
});

test("an effect under way may fail, one that was over before may not", () => {
  const underWay = record({ ...failed, method: "POST", relayId: "relay-2" });
  const before = record({ ...failed, method: "POST", relayId: "relay-2", tookMs: 5 });
  expect(judgeLoad([underWay, before], [], loss)).toMatchObject({
    unlucky: [underWay],
    lost: [before],
  });
});

test("without a loss every answer but 200 counts", () => {
  expect(judgeLoad([record({ status: 503 }), record({})], []).lost).toHaveLength(1);
});

test("an effect that happened twice, and one that was promised and never happened, are found", () => {
  const records = [record({ method: "POST" }), record({ method: "POST", id: "2" })];
  expect(judgeLoad(records, ["1", "1"])).toMatchObject({ doubled: ["1"], missing: ["2"] });
});

test("a percentile is the time of the request at that place", () => {
  const records = Array.from({ length: 100 }, (_, index) => record({ tookMs: index + 1 }));
  expect(percentileMs(records, 0.99)).toBe(100);
  expect(percentileMs(records, 0.5)).toBe(51);
  expect(percentileMs([], 0.5)).toBe(0);
});

test("causes are the relay's codes, bare statuses, and what broke", () => {
  const outcome = '{"error":{"code":"HOST_OFFLINE"}}';
  const causes = [record({ status: 503, outcome }), record({ status: 500 }), record(failed)];
  expect(causes.map(causeOf)).toEqual(["503 HOST_OFFLINE", "500", "socket hang up"]);
});

test("a host is back with its first good answer to what was asked after the loss", () => {
  const early = record({ sentAtMs: 90, tookMs: 1 });
  const [bad, good] = [record({ ...failed, sentAtMs: 120 }), record({ sentAtMs: 200 })];
  expect(backAfterMs([early, bad, good], 100)).toBe(120);
  expect(backAfterMs([early, bad], 100)).toBe(Infinity);
});
