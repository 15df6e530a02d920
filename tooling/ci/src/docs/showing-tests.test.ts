import { expect, test } from "vitest";
import { indexShowingTests } from "./showing-tests.ts";

const busy = { code: "STORE_BUSY", part: "packages/db" };
const named = (path: string, text = 'toBe("STORE_BUSY")') => ({ path, text });

test("a code is shown by a test of its own part, on stores before others, by the shortest path", () => {
  const tests = [
    named("packages/api/src/a.integration.test.ts"),
    named("packages/db/src/a.test.ts"),
    named("packages/db/src/pool/a.integration.test.ts"),
    named("packages/db/src/pool/longer.integration.test.ts"),
  ];
  const found = (from: number) => indexShowingTests(tests.slice(0, from), [busy])(busy);
  expect([1, 2, 4].map(found)).toEqual([
    "packages/api/src/a.integration.test.ts",
    "packages/db/src/a.test.ts",
    "packages/db/src/pool/a.integration.test.ts",
  ]);
});

test.each([
  ["a comment", named("packages/db/src/a.test.ts", '/** Is "STORE_BUSY". */\n  // STORE_BUSY\n')],
  ["a longer name", named("packages/db/src/a.test.ts", '"STORE_BUSY_2", "MY_STORE_BUSY"')],
  ["what lists all codes", named("packages/api/src/openapi/describe.test.ts")],
  ["no test of the product", named("tooling/ci/src/docs/a.test.ts")],
])("%s shows no code", (_what, file) => {
  expect(indexShowingTests([file], [busy])(busy)).toBeNull();
});

test("a code of several parts is shown by each part's own test, and the platform's by anybody's", () => {
  const tests = [named("packages/gate/src/a.test.ts")];
  const codes = ["packages/db", "packages/gate", "packages/platform"].map((part) => ({
    ...busy,
    part,
  }));
  expect(codes.map(indexShowingTests(tests, codes))).toEqual([
    null,
    "packages/gate/src/a.test.ts",
    "packages/gate/src/a.test.ts",
  ]);
});
