import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultCheckTimings as timings } from "./check-timings.ts";
import type { Verdict } from "./classify.ts";
import { type CheckedCandidate, type CheckOutcome, countCheck } from "./count-check.ts";
import { nextCheckMs, nextUnavailableCheckMs } from "./next-check.ts";

const atBase: Verdict = { kind: "at-base" };
const diverged: Verdict = { kind: "diverged" };
const landed: Verdict = { kind: "landed" };
const down: Verdict = { kind: "unavailable", reason: "timeout" };

const fresh: CheckedCandidate = {
  acceptedAtMs: 0,
  countedAtMs: 0,
  retryCount: 0,
  divergenceCount: 0,
  abandonAskedAtMs: null,
  abandonConfirmCount: 0,
};
const old: CheckedCandidate = { ...fresh, countedAtMs: 700_000 };
const count = (candidate: CheckedCandidate, verdict: Verdict, nowMs: number) =>
  countCheck(candidate, verdict, nowMs, timings);

/** A planted fault: an outage is a miss like any other. */
const countErrors: typeof count = (candidate, verdict, nowMs) =>
  count(candidate, verdict.kind === "unavailable" ? atBase : verdict, nowMs);

/** Looks as the worker does, at what `look` shows, until a decision or the end; and when that was. */
function run(
  look: (nowMs: number) => Verdict,
  {
    untilMs,
    firstMs = 3_000,
    judge = count,
  }: { untilMs: number; firstMs?: number; judge?: typeof count },
): { outcome: string; atMs: number; candidate: CheckedCandidate } {
  let candidate = fresh;
  let downSinceMs: number | null = null;
  let nowMs = firstMs;
  while (nowMs < untilMs) {
    const verdict = look(nowMs);
    const outcome: CheckOutcome = judge(candidate, verdict, nowMs);
    if (outcome.kind === "promote") return { outcome: "landed", atMs: nowMs, candidate };
    if (outcome.kind === "count") {
      candidate = { ...candidate, ...outcome.counters, countedAtMs: nowMs };
      if (outcome.event !== null) return { outcome: outcome.event, atMs: nowMs, candidate };
    }
    downSinceMs = verdict.kind === "unavailable" ? (downSinceMs ?? nowMs) : null;
    nowMs +=
      downSinceMs === null
        ? nextCheckMs(nowMs, timings)
        : nextUnavailableCheckMs(nowMs - downSinceMs, 0, timings);
  }
  return { outcome: "waiting", atMs: nowMs, candidate };
}

describe("a look at the source", () => {
  test("that shows the delta promotes it, however soon it comes and whatever was asked", () => {
    expect(count(fresh, landed, 1)).toEqual({ kind: "promote" });
    const asked = { ...old, abandonAskedAtMs: 0, abandonConfirmCount: 9, retryCount: 99 };
    expect(count(asked, landed, 700_001)).toEqual({ kind: "promote" });
  });

  test("within ten seconds of one that counted changes nothing", () => {
    expect(count(fresh, atBase, 9_999)).toEqual({ kind: "wait" });
    expect(count(fresh, diverged, 9_999)).toEqual({ kind: "wait" });
    expect(count(fresh, atBase, 10_000).kind).toBe("count");
  });

  test("that tells nothing changes nothing", () => {
    expect(count(old, down, 800_000)).toEqual({ kind: "wait" });
    expect(count(old, { kind: "ask", nonce: 1 }, 800_000)).toEqual({ kind: "wait" });
  });

  test("is a miss only after the grace, and ends a streak of divergences", () => {
    const streak = { ...fresh, divergenceCount: 1, retryCount: 3 };
    const counters = { divergenceCount: 0, abandonConfirmCount: 0 };
    expect(count(streak, atBase, 600_000)).toEqual({
      kind: "count",
      event: null,
      counters: { ...counters, retryCount: 3 },
    });
    expect(count(streak, atBase, 600_001)).toEqual({
      kind: "count",
      event: null,
      counters: { ...counters, retryCount: 4 },
    });
  });

  test("that shows something else counts at once, spares retries and ends a streak of confirmations", () => {
    const asked = { ...fresh, abandonAskedAtMs: 1, abandonConfirmCount: 1, retryCount: 3 };
    const first = count(asked, diverged, 10_000);
    expect(first).toEqual({
      kind: "count",
      event: null,
      counters: { retryCount: 3, divergenceCount: 1, abandonConfirmCount: 0 },
    });
    const second = count({ ...asked, divergenceCount: 1, countedAtMs: 10_000 }, diverged, 20_000);
    expect(second).toMatchObject({ event: "diverged", counters: { divergenceCount: 2 } });
  });

  test("gives a delta up on the second confirmation, fifteen seconds after it was asked", () => {
    const asked = { ...old, abandonAskedAtMs: 700_000, abandonConfirmCount: 1 };
    expect(count(asked, atBase, 714_999)).toMatchObject({ event: null });
    expect(count(asked, atBase, 715_000)).toMatchObject({ event: "abandoned" });
    expect(count({ ...asked, abandonConfirmCount: 0 }, atBase, 730_000)).toMatchObject({
      event: null,
      counters: { abandonConfirmCount: 1 },
    });
  });
});

describe("a delta that never lands", () => {
  test("locks its vault for 1,080 seconds at the worst, whenever its looks begin", () => {
    const ends = Array.from({ length: 100 }, (_, at) =>
      run(() => atBase, { untilMs: 2_000_000, firstMs: 100 * at }),
    );
    expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(["exhausted"]));
    expect(Math.max(...ends.map(({ atMs }) => atMs))).toBeLessThanOrEqual(1_080_000);
    expect(Math.min(...ends.map(({ atMs }) => atMs))).toBeGreaterThan(1_069_000);
  });

  test("burns no retry in thirty minutes of errors", () => {
    const outage = { untilMs: 2_400_000 };
    expect(run(() => down, outage)).toMatchObject({ outcome: "waiting", candidate: fresh });
    const brief = run((nowMs) => (nowMs < 1_800_000 ? down : landed), outage);
    expect(brief.outcome).toBe("landed");
  });

  test("would burn them all if errors counted", () => {
    expect(run(() => down, { untilMs: 4_000_000, judge: countErrors }).outcome).toBe("exhausted");
  });

  test("is decided by a source that flickers no sooner than by one that does not", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.constantFrom(atBase, down, atBase, diverged)), (looks) => {
        const flickering = run(() => looks.next().value ?? atBase, { untilMs: 3_000_000 });
        if (flickering.outcome === "exhausted") {
          expect(flickering.atMs).toBeGreaterThan(1_069_000);
          expect(flickering.candidate.retryCount).toBe(48);
        }
        if (flickering.outcome === "diverged") expect(flickering.candidate.divergenceCount).toBe(2);
      }),
      { numRuns: 200 },
    );
  });
});
