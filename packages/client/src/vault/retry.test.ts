import { describe, expect, test } from "vitest";
import { retryAfterMs, startRetrying } from "./retry.ts";

const half = () => 0.5;
const failed = (code: string, retryable = true, wait: number | null = null) => ({
  ...{ code, retryable, retryAfterMs: wait },
});

describe("a request that failed", () => {
  test("is signed again twice where its time was refused, 50 ms apart", () => {
    const budget = startRetrying();
    const waits = [0, 1, 2].map(() => retryAfterMs(budget, failed("AUTH_REPLAY"), half));
    expect(waits).toEqual([50, 50, null]);
  });

  test("is repeated five times where that may help, ever later and never after more than 5 s", () => {
    const budget = startRetrying();
    const waits = Array.from({ length: 6 }, () =>
      retryAfterMs(budget, failed("UNREACHABLE"), half),
    );
    expect(waits).toEqual([75, 150, 300, 600, 1_200, null]);
    expect(retryAfterMs(startRetrying(), failed("DELTA_BUSY", true, 60_000), half)).toBe(5_000);
  });

  test("is not repeated where a source did not answer, which was waited for already", () => {
    const away = failed("SOURCE_UNAVAILABLE", true, 10_000);
    expect(retryAfterMs(startRetrying(), away, half)).toBeNull();
  });

  test("is not repeated where it was refused for good", () => {
    expect(retryAfterMs(startRetrying(), failed("DELTA_STALE_BASE", false), half)).toBeNull();
  });
});
