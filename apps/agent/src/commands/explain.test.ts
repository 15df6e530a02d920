import { expect, test } from "vitest";
import { describeExplanation } from "./explain.ts";

test("an explanation names who asks, the verdict, and the rule that wins for each reading", () => {
  const rule = { path: "/", match: "prefix", level: "members" };
  const text = describeExplanation({
    app: { title: "Notes" },
    target: "/pub/%2e%2e/x",
    as: null,
    verdict: { pass: false, code: "SIGN_IN_REQUIRED", sentence: "Sign in." },
    readings: [
      {
        path: "/pub/%2e%2e/x",
        pass: true,
        code: "PUBLIC",
        rule: { ...rule, path: "/pub", level: "public" },
      },
      { path: "/x", pass: false, code: "SIGN_IN_REQUIRED", rule },
      { path: "/y", pass: false, code: "NO_RULE", rule: null },
    ],
  });
  expect(text.split("\n")).toEqual([
    "Notes at /pub/%2e%2e/x, for somebody who is not signed in",
    "SIGN_IN_REQUIRED: Sign in.",
    "  passes  /pub/%2e%2e/x  rule prefix /pub (public)",
    "  refused  /x  rule prefix / (members), SIGN_IN_REQUIRED",
    "  refused  /y  no rule, NO_RULE",
  ]);
});

test("a person is named with their e-mail, once where there is nothing else", () => {
  const explained = {
    ...{ app: { title: "Notes" }, target: "/", readings: [] },
    verdict: { pass: true, code: "OWNER", sentence: "Passes." },
  };
  const first = (as: { name: string; email: string }) =>
    describeExplanation({ ...explained, as }).split("\n")[0];
  expect(first({ name: "Ada", email: "a@x.org" })).toBe("Notes at /, for Ada <a@x.org>");
  expect(first({ name: "a@x.org", email: "a@x.org" })).toBe("Notes at /, for a@x.org");
});
