import { rstCodes, type StreamEnd } from "@homeport/tunnel";
import { describe, expect, test } from "vitest";
import { type FailedTry, secondTryReason } from "./second-try.ts";

function reset(code: number, deliveredBytes = 10): StreamEnd {
  return { kind: "reset", by: "peer", code, deliveredBytes };
}

const lost: StreamEnd = { kind: "lost", code: null };

function judge(end: StreamEnd, over: Partial<FailedTry> = {}) {
  const first = { flushed: true, heard: false, bodyKept: true, reused: false };
  const so = { tries: 1, elapsedMs: 0 };
  return secondTryReason({ method: "POST", end, ...first, ...so, ...over });
}

describe("a second try", () => {
  test.each([
    ["NOT_DELIVERED", reset(rstCodes.NOT_DELIVERED), "undelivered"],
    ["REFUSED", reset(rstCodes.REFUSED), "refused"],
    ["NOT_OWNER", reset(rstCodes.NOT_OWNER), "not-owner"],
    ["GOING_AWAY", reset(rstCodes.GOING_AWAY), "going-away"],
    ["a reset that counts no byte", reset(rstCodes.TARGET_RESET, 0), "undelivered"],
  ])("follows %s, whatever the method", (_name, end, reason) => {
    expect(judge(end)).toBe(reason);
  });

  test("follows a tunnel that was lost before a byte left", () => {
    expect([judge(lost, { flushed: false }), judge(lost)]).toEqual(["undelivered", null]);
  });

  test.each(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])(
    "follows another loss for %s, here and behind a peer",
    (method) => {
      expect(judge(lost, { method })).toBe("lost");
      expect(judge(reset(rstCodes.INTERNAL), { method })).toBe("lost");
    },
  );

  test.each(["POST", "PATCH", "get", "PROPFIND"])(
    "never follows a delivered byte of %s",
    (method) => {
      for (const end of [lost, reset(rstCodes.INTERNAL), reset(rstCodes.TARGET_RESET)]) {
        expect(judge(end, { method })).toBeNull();
      }
    },
  );

  test.each<[string, Partial<FailedTry>]>([
    ["a body that is not whole any more", { bodyKept: false }],
    ["a byte of an answer", { heard: true }],
    ["a second try", { tries: 2 }],
    ["ten seconds", { elapsedMs: 10_000 }],
  ])("never follows %s", (_name, over) => {
    expect(judge(reset(rstCodes.NOT_DELIVERED), { ...over, method: "GET" })).toBeNull();
  });

  test("never follows what the agent found at the target", () => {
    for (const code of [2, 3, 4, 5]) expect(judge(reset(code, 0), { method: "GET" })).toBeNull();
  });

  test("never follows our own reset", () => {
    expect(judge({ kind: "reset", by: "local", code: 7, deliveredBytes: 0 })).toBeNull();
  });
});
