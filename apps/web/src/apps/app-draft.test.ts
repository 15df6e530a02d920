import { expect, test } from "vitest";
import { type AppDraft, fieldOfFailure, findProblems } from "./app-draft.ts";

const whole: AppDraft = { hostId: "h1", target: "3000", name: "notes", level: "owner" };

test("a whole draft has no problems; capitals are forgiven", () => {
  expect(findProblems(whole)).toEqual({});
  expect(findProblems({ ...whole, name: " Notes " })).toEqual({});
});

test("every missing field is told at once", () => {
  const empty = { hostId: undefined, target: " ", name: "", level: "owner" as const };
  expect(Object.keys(findProblems(empty))).toEqual(["hostId", "target", "name"]);
});

test.each(["-notes", "notes-", "no_tes", "a.b", "x".repeat(64)])("%s is no name", (name) => {
  expect(findProblems({ ...whole, name })).toHaveProperty("name");
});

test("a refusal stands at the field that it is about, or nowhere", () => {
  const failure = {
    sentence: "Another app already has this name.",
    retryable: false,
    retryAfterMs: undefined,
    requestId: undefined,
  };
  expect(fieldOfFailure({ ...failure, code: "APP_NAME_TAKEN" })).toEqual({
    name: failure.sentence,
  });
  expect(fieldOfFailure({ ...failure, code: "STORE_DOWN" })).toEqual({});
});
