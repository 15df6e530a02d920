import { TRPCClientError } from "@trpc/client";
import { describe, expect, test } from "vitest";
import { readError } from "./error.ts";
import { retryDelayMs } from "./retry.ts";

function refused(data: Record<string, unknown>): unknown {
  return TRPCClientError.from({ error: { message: "No.", code: -32603, data } });
}

const busy = refused({ appCode: "STORE_BUSY", retryable: true, retryAfterMs: 3_000 });
const missing = refused({ appCode: "HOST_NOT_FOUND", retryable: false });
const half = () => 0.5;

describe("a failed call", () => {
  test("is tried again when it was a read that may be repeated, no sooner than the server asked", () => {
    expect(retryDelayMs({ type: "query", tries: 1, error: busy }, half)).toBe(3_000);
    const lost = TRPCClientError.from(new Error("fetch failed"));
    expect(retryDelayMs({ type: "query", tries: 1, error: lost }, half)).toBe(150);
    expect(retryDelayMs({ type: "query", tries: 2, error: lost }, half)).toBe(300);
  });

  test("is not tried again when it was a change, was refused for good, or failed twice again", () => {
    expect(retryDelayMs({ type: "mutation", tries: 1, error: busy }, half)).toBeNull();
    expect(retryDelayMs({ type: "query", tries: 1, error: missing }, half)).toBeNull();
    expect(retryDelayMs({ type: "query", tries: 3, error: busy }, half)).toBeNull();
  });
});

describe("what a call threw", () => {
  test("says code, sentence and whether another try may help", () => {
    expect(readError(busy)).toMatchObject({
      appCode: "STORE_BUSY",
      message: "No.",
      retryable: true,
      retryAfterMs: 3_000,
    });
  });

  test("is UNREACHABLE when no answer came", () => {
    expect(readError(new Error("fetch failed"))).toMatchObject({
      appCode: "UNREACHABLE",
      requestId: null,
    });
    expect(readError("nonsense")).toMatchObject({ appCode: "UNREACHABLE" });
  });
});
