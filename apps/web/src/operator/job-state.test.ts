import { expect, test } from "vitest";
import { stateOf, stateWords } from "./job-state.ts";

test("an address may name a state; anything else shows what has failed", () => {
  expect(stateOf("waiting")).toBe("waiting");
  expect(stateOf(undefined)).toBe("failed");
  expect(stateOf("constructor")).toBe("failed");
});

test("a job says its state as the list that it is in is called", () => {
  expect(stateWords("completed")).toBe("Done");
  expect(stateWords("waiting-children")).toBe("waiting-children");
});
