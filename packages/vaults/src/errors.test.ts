import { expect, test } from "vitest";
import { readStrictJson } from "./core/index.ts";
import { toVaultsError, VaultsError } from "./errors.ts";

test("what the core refuses is an error with the same code, and says the place beside its sentence", () => {
  let error: unknown;
  try {
    readStrictJson(new TextEncoder().encode('{"a":[1,01]}'));
  } catch (thrown) {
    error = toVaultsError(thrown);
  }
  expect(error).toBeInstanceOf(VaultsError);
  expect(error).toMatchObject({
    code: "DELTA_INVALID",
    status: 400,
    retryable: false,
    details: { path: "/a", reason: "syntax", offset: 9 },
  });
});

test("a fault stays a fault", () => {
  const fault = new TypeError("inside");
  expect(toVaultsError(fault)).toBe(fault);
});
