import { expect, test } from "vitest";
import { errorBody, retryAfterSeconds, toHomeportError } from "./error-body.ts";
import { isHomeportError } from "./homeport-error.ts";
import { PlatformError, platformErrors } from "./platform-errors.ts";

test("an error carries its code's owner, status and public sentence", () => {
  const error = new PlatformError("RATE_LIMITED", { detail: "class api", retryAfterMs: 2_500 });
  expect(error).toMatchObject({
    name: "PlatformError",
    code: "RATE_LIMITED",
    owner: "capacity",
    status: 429,
    retryable: true,
    retryAfterMs: 2_500,
    detail: "class api",
  });
  expect(isHomeportError(error)).toBe(true);
});

test("a caller sees code, sentence and request id, never the detail or the cause", () => {
  const error = new PlatformError("CURSOR_INVALID", { detail: "mac", cause: new Error("inside") });
  expect(errorBody(error, "r1")).toEqual({
    error: {
      code: "CURSOR_INVALID",
      message: platformErrors.CURSOR_INVALID.message,
      retryable: false,
      requestId: "r1",
    },
  });
});

test("an error brings what its caller needs to go on", () => {
  const error = new PlatformError("RATE_LIMITED", { facts: { version: 7 } });
  expect(error.facts).toEqual({ version: 7 });
});

test("an error that nobody knows says nothing but INTERNAL", () => {
  const body = errorBody(new Error("password hunter2"), "r2");
  expect(body.error.code).toBe("INTERNAL");
  expect(JSON.stringify(body)).not.toContain("hunter2");
  expect(toHomeportError("thrown text").cause).toBe("thrown text");
});

test("a wait is rounded up to whole seconds, and is at least one", () => {
  expect(retryAfterSeconds(new PlatformError("DRAINING"))).toBe(1);
  expect(retryAfterSeconds(new PlatformError("RATE_LIMITED", { retryAfterMs: 1_001 }))).toBe(2);
  expect(retryAfterSeconds(new PlatformError("RATE_LIMITED", { retryAfterMs: 1 }))).toBe(1);
  expect(retryAfterSeconds(new PlatformError("CURSOR_INVALID"))).toBeNull();
});

test("every public sentence is a sentence", () => {
  for (const { message } of Object.values(platformErrors)) expect(message).toMatch(/^[A-Z].*\.$/);
});
