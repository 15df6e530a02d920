import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { judgeLoad, percentileMs } from "../src/load/findings.ts";
import { openLoad } from "../src/load/open-load.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFleet({ relay: 1, hosts: 4 });
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

const load = () =>
  openLoad({ ...fleet.visitor, perSecond: 50, hosts: fleet.appHosts, effectEvery: 5 });

test("a killed agent that comes back is served again within 2 s, and no visitor waits for nothing", async () => {
  const visitors = load();
  await waitFor(() => visitors.records.length > 50, { deadlineMs: 5_000 });
  const killedAtMs = performance.now();
  await fleet.hosts.kill("SIGKILL");
  await fleet.hosts.start();
  const backAtMs = performance.now();
  await fleet.whole(2_000);
  const wholeAtMs = performance.now();
  await waitFor(() => visitors.records.some(({ sentAtMs }) => sentAtMs > wholeAtMs + 500), {
    deadlineMs: 5_000,
  });
  await visitors.stop();

  const { records } = visitors;
  expect(wholeAtMs - backAtMs).toBeLessThan(2_000);
  const outside = records.filter(
    ({ sentAtMs, tookMs }) => sentAtMs + tookMs < killedAtMs || sentAtMs > wholeAtMs,
  );
  expect(judgeLoad(outside, fleet.target.effects)).toMatchObject({
    lost: [],
    doubled: [],
    missing: [],
  });
  // Whoever came in the gap got an answer that says when to come again.
  const inGap = records.filter((record) => !outside.includes(record) && record.status !== 200);
  expect(inGap.every(({ status }) => status === 502 || status === 503)).toBe(true);
  expect(percentileMs(inGap, 1)).toBeLessThan(4_000);
});

test("an agent that is told to stop finishes what it carries", async () => {
  const visitors = load();
  await waitFor(() => visitors.records.length > 50, { deadlineMs: 5_000 });
  const askedAtMs = performance.now();
  const exit = await fleet.hosts.kill("SIGTERM");
  await visitors.stop();
  expect(exit).toEqual({ code: 0, signal: null });
  const before = visitors.records.filter(({ sentAtMs }) => sentAtMs < askedAtMs);
  expect(judgeLoad(before, fleet.target.effects).lost).toEqual([]);
  await fleet.hosts.start();
  await fleet.whole(5_000);
});
