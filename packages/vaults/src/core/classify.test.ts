import { describe, expect, test } from "vitest";
import { nodePrimitives } from "../primitives/node.ts";
import { utf8 } from "./bytes.ts";
import { defaultCheckTimings as timings } from "./check-timings.ts";
import { classify, classifyPast, type Observation } from "./classify.ts";
import {
  nextCheckMs,
  nextDepthCheckMs,
  nextReconcileMs,
  nextUnavailableCheckMs,
} from "./next-check.ts";

const hash = (text: string) => nodePrimitives.sha256(utf8(text));
const delta = { nonce: 7, prev: hash("prev"), next: hash("next") };
const present = (what: string, nonce?: number) => ({
  kind: "present" as const,
  commitment: hash(what),
  ...(nonce === undefined ? {} : { nonce }),
});
/** The same, and what comes next shows already. */
const soon = (seen: Exclude<Observation, { kind: "unavailable" }>): Observation => ({
  ...seen,
  pending: { commitment: hash("next"), nonce: 7, depth: 1, finalDepth: 3, finalInMs: 24_000 },
});
const down: Observation = { kind: "unavailable", reason: "timeout", retryAfterMs: 5 };

describe("what a source shows", () => {
  test.each<[string, Observation, boolean, string]>([
    ["the delta's next", present("next", 7), true, "landed"],
    ["the delta's next, at a nonce it does not tell", present("next"), true, "landed"],
    ["the delta's next as the first thing ever", present("next", 7), false, "landed"],
    ["the base", present("prev", 6), true, "at-base"],
    ["the base, at a nonce it does not tell", present("prev"), false, "at-base"],
    ["nothing, as ever", { kind: "absent" }, false, "at-base"],
    [
      "the base, and beyond what is final something else",
      soon(present("prev", 6)),
      true,
      "pending",
    ],
    ["nothing, and beyond what is final something", soon({ kind: "absent" }), false, "pending"],
    ["nothing any more, whatever is to come", soon({ kind: "absent" }), true, "unavailable"],
    ["the delta's next, whatever is to come", soon(present("next", 7)), true, "landed"],
    [
      "another delta of its nonce, whatever is to come",
      soon(present("other", 7)),
      true,
      "diverged",
    ],
    ["nothing any more", { kind: "absent" }, true, "unavailable"],
    ["something before the base", present("older", 5), true, "unavailable"],
    ["the delta's next, before the base", present("next", 5), true, "unavailable"],
    ["another base", present("other", 6), true, "diverged"],
    ["the delta's next at its base's nonce", present("next", 6), true, "diverged"],
    ["another delta of its nonce", present("other", 7), true, "diverged"],
    ["something, at a nonce it does not tell", present("other"), true, "diverged"],
    ["something later", present("later", 9), true, "ask"],
    ["the delta's next at a later nonce", present("next", 8), true, "ask"],
    ["no answer", down, true, "unavailable"],
  ])("that is %s is told", (_what, seen, wasPresent, kind) => {
    expect(classify({ ...delta, wasPresent }, seen).kind).toBe(kind);
  });

  test("has its reasons where nothing can be told", () => {
    const of = (seen: Observation) => classify({ ...delta, wasPresent: true }, seen);
    expect(of({ kind: "absent" })).toEqual({ kind: "unavailable", reason: "vanished" });
    expect(of(present("older", 5))).toEqual({ kind: "unavailable", reason: "lagging" });
    expect(of(down)).toEqual(down);
    expect(of(present("later", 9))).toEqual({ kind: "ask", nonce: 7 });
    expect(of(soon(present("prev", 6)))).toEqual({ kind: "pending", finalInMs: 24_000 });
  });

  test("of the past decides what its head could not", () => {
    const of = (seen: Observation) => classifyPast({ ...delta, wasPresent: true }, seen);
    expect(of(present("next", 7))).toEqual({ kind: "landed" });
    expect(of(present("other", 7))).toEqual({ kind: "diverged" });
    expect(of({ kind: "absent" })).toEqual({ kind: "unavailable", reason: "vanished" });
    expect(of(down)).toEqual(down);
  });
});

describe("the next look", () => {
  test.each([
    [0, 3_000],
    [29_999, 3_000],
    [30_000, 10_000],
    [86_400_000, 10_000],
  ])("at a delta that is %i ms old is in %i ms", (ageMs, waitMs) => {
    expect(nextCheckMs(ageMs, timings)).toBe(waitMs);
  });

  test("at a change that is not deep enough is when it should be, within half a minute", () => {
    expect([0, 1_000, 12_500, 90_000].map(nextDepthCheckMs)).toEqual([
      1_000, 1_000, 12_500, 30_000,
    ]);
  });

  test("at a source that is out doubles from ten seconds to a minute", () => {
    const waits: number[] = [];
    for (let outMs = 0; waits.length < 5; outMs += waits.at(-1) ?? 0) {
      waits.push(nextUnavailableCheckMs(outMs, 0, timings));
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(nextUnavailableCheckMs(0, 25_000, timings)).toBe(25_000);
    expect(nextUnavailableCheckMs(0, 3_600_000, timings)).toBe(60_000);
    expect(nextUnavailableCheckMs(-5, 0, timings)).toBe(10_000);
  });

  test("for what is no candidate any more grows rarer after a quarter of an hour", () => {
    const waits = new Map<number, number>();
    let ageMs = 0;
    while (ageMs < 3_600_000) {
      const waitMs = nextReconcileMs(ageMs, timings);
      waits.set(waitMs, (waits.get(waitMs) ?? 0) + 1);
      ageMs += waitMs;
    }
    expect([...waits]).toEqual([
      [60_000, 15],
      [120_000, 1],
      [240_000, 1],
      [480_000, 1],
      [600_000, 4],
    ]);
  });
});
