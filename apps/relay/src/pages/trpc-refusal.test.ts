import { expect, test } from "vitest";
import { RelayError } from "../errors.ts";
import { readTrpcCall } from "./trpc-call.ts";
import { trpcBody } from "./trpc-refusal.ts";

test("only a path that begins with /trpc is a typed call", () => {
  expect(readTrpcCall("/trpc/notes.list?input=1")).toEqual({ paths: ["notes.list"], batch: false });
  expect(readTrpcCall("/trpc/a.b,c%2Ed?batch=1")).toEqual({ paths: ["a.b", "c.d"], batch: true });
  expect(readTrpcCall("/trpc/a,b")).toEqual({ paths: ["a,b"], batch: false });
  expect(readTrpcCall(`/trpc/${",".repeat(99)}?batch=1`)?.paths).toHaveLength(100);
  expect(readTrpcCall(`/trpc/${",".repeat(100)}?batch=1`)).toBeNull();
  expect(readTrpcCall("/trpcx/a")).toBeNull();
  expect(readTrpcCall("/api/trpc/a")).toBeNull();
});

test("the offline reason and the wait are told with the error", () => {
  const error = new RelayError("HOST_OFFLINE");
  const call = { paths: ["a.b"], batch: false };
  const offline = { reason: "AGENT_STOPPED" as const, lastSeenAt: null };
  const body = trpcBody({ error, offline }, "away", { call, transformer: "none", requestId: "r1" });
  expect(JSON.parse(body)).toEqual({
    error: {
      message: "away",
      code: -32603,
      data: {
        code: "SERVICE_UNAVAILABLE",
        httpStatus: 503,
        path: "a.b",
        appCode: "HOST_OFFLINE",
        reason: "AGENT_STOPPED",
        retryable: true,
        retryAfterMs: 5000,
        requestId: "r1",
      },
    },
  });
});
