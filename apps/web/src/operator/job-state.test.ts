import { expect, test } from "vitest";
import { stateOf } from "./job-state.ts";

test("an address may name a state; anything else shows what has failed", () => {
  expect(stateOf("waiting")).toBe("waiting");
  expect(stateOf(undefined)).toBe("failed");
  expect(stateOf("constructor")).toBe("failed");
});
