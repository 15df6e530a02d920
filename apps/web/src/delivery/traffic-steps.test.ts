import { expect, test } from "vitest";
import {
  describePoint,
  describeTraffic,
  formatMs,
  formatShare,
  partsOf,
  type TrafficPoint,
} from "./traffic-steps.ts";

const none = { none: 0, info: 0, ok: 0, redirect: 0, client: 0, server: 0 };

function pointOf(
  byClass: Partial<TrafficPoint["byClass"]>,
  p95Ms: number | null = null,
): TrafficPoint {
  const classes = { ...none, ...byClass };
  const requests = Object.values(classes).reduce((sum, count) => sum + count, 0);
  const rest = { bytesIn: 0, bytesOut: 2_048, meanMs: p95Ms, p50Ms: p95Ms, p95Ms };
  return { at: new Date(0), requests, byClass: classes, ...rest };
}

test("a bar is made of what was answered, refused and failed, and nothing is left out", () => {
  const point = pointOf({ none: 1, info: 2, ok: 3, redirect: 4, client: 5, server: 6 });
  expect(partsOf(point)).toEqual({ answered: 9, refused: 5, failed: 7 });
});

test("a step reads as one line, and only what happened is named", () => {
  expect(describePoint(pointOf({}))).toBe("no requests");
  expect(describePoint(pointOf({ ok: 1 }))).toBe("1 request, 2 KiB sent");
  expect(describePoint(pointOf({ ok: 1, client: 2, none: 1 }, 18.2))).toBe(
    "4 requests, 2 refused, 1 failed, 95 % within 18 ms, 2 KiB sent",
  );
});

test("the chart has a sentence that says what it shows", () => {
  const points = [pointOf({ ok: 1 }), pointOf({ ok: 3 })];
  expect(describeTraffic({ points, total: pointOf({ ok: 4 }) }, "24 hours")).toBe(
    "Traffic of the last 24 hours: 4 requests, 2 KiB sent. Most in one step: 3 requests.",
  );
  expect(describeTraffic({ points: [], total: pointOf({}) }, "24 hours")).toBe(
    "Traffic of the last 24 hours: no requests.",
  );
});

test("times and shares are short", () => {
  expect([0.42, 9.96, 18.4, 1_240].map(formatMs)).toEqual(["0.4 ms", "10 ms", "18 ms", "1.2 s"]);
  expect([formatShare(0, 0), formatShare(1, 1_000), formatShare(1, 8)]).toEqual([
    ...["0 %", "under 1 %", "13 %"],
  ]);
});
