import { expect, test } from "vitest";
import { moveDate } from "./move-date.ts";
import { createSystemClock, systemClock } from "./system.ts";
import { createVirtualClock } from "./virtual.ts";

test("a virtual clock runs what falls due, in order, and nothing else", async () => {
  const clock = createVirtualClock();
  const ran: string[] = [];
  clock.after(200, () => void ran.push("late"));
  clock.after(100, () => void ran.push("first"));
  clock.after(100, () => void ran.push("second"));
  const cancelled = clock.after(50, () => void ran.push("never"));
  cancelled.cancel();
  await clock.advance(150);
  expect(ran).toEqual(["first", "second"]);
  expect([clock.monotonicMs(), clock.pending()]).toEqual([150, 1]);
});

test("a chain of sleeps passes within one advance", async () => {
  const clock = createVirtualClock();
  let steps = 0;
  const walk = (async () => {
    for (; steps < 3; steps++) await clock.sleep(10);
  })();
  await clock.advance(30);
  await walk;
  expect(steps).toBe(3);
});

test("wall time can jump without any timer noticing", () => {
  const clock = createVirtualClock(1_000);
  clock.jumpWall(60_000);
  expect([clock.nowMs(), clock.monotonicMs()]).toEqual([61_000, 0]);
});

test("a sleep ends with the signal's reason, and leaves no timer", async () => {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const slept = clock.sleep(1_000, stop.signal).catch((reason: unknown) => reason);
  const reason = new Error("stopped");
  stop.abort(reason);
  expect(await slept).toBe(reason);
  expect(clock.pending()).toBe(0);
  await expect(clock.sleep(1, stop.signal)).rejects.toBe(reason);
});

test("the system clock sleeps, cancels and can be wrong", async () => {
  const startMs = systemClock.monotonicMs();
  await systemClock.sleep(10);
  expect(systemClock.monotonicMs() - startMs).toBeGreaterThanOrEqual(9);
  systemClock.after(0, () => expect.unreachable()).cancel();
  systemClock
    .after(60_000, () => undefined)
    .unref()
    .cancel();
  expect(createSystemClock({ offsetMs: 3_600_000 }).nowMs() - Date.now()).toBeCloseTo(
    3_600_000,
    -3,
  );
});

test("everything reads a moved date as now, and nothing else of it changes", () => {
  const before = Date.now();
  const RealDate = Date;
  {
    using _moved = moveDate(3_600_000);
    for (const nowMs of [Date.now(), Number(new Date()), systemClock.nowMs()]) {
      expect(nowMs - before).toBeCloseTo(3_600_000, -3);
    }
    expect(new Date(5).getTime()).toBe(5);
    expect(new RealDate(5)).toBeInstanceOf(Date);
    expect(new Date(5)).toBeInstanceOf(RealDate);
    expect(Date.UTC(1970, 0, 2)).toBe(86_400_000);
  }
  expect(Date).toBe(RealDate);
});
