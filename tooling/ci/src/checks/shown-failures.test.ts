import { expect, test } from "vitest";
import { findUnshownCodes, findUnshownRows } from "./shown-failures.ts";

const there = { path: "apps/relay/test/a.test.ts", text: 'test("serves on");' };
const find = (...shownBy: string[]) => {
  const rows = shownBy.map((cell, at) => `| failure \\| ${at} | it says | time | ${cell} |\n`);
  const head = "| when | what | ends | shown by |\n|---|---|---|---|\n";
  const text = `# Page\n\n| code | shown by |\n|---|---|\n| A | – |\n\n${head}${rows.join("")}\nEnd.\n`;
  return findUnshownRows({ path: "docs/failure-modes.md", text }, [there]);
};

test("rows that name a test that there is, with words that stand in it, are good", () => {
  expect(find("`apps/relay/test/a.test.ts`", '`apps/relay/test/a.test.ts` "serves on"')).toEqual(
    [],
  );
});

test.each([
  ["no test", "", "no test shows it"],
  ["a file that is no test", "`apps/relay/src/main.ts`", "no test shows it"],
  ["a test that does not exist", "`apps/gone.test.ts`", "there is no apps/gone.test.ts"],
  [
    "words that are not in its test",
    '`apps/relay/test/a.test.ts` "serves on" "falls"',
    'apps/relay/test/a.test.ts has no "falls"',
  ],
])("a row with %s is told", (_what, cell, problem) => {
  expect(find("`apps/relay/test/a.test.ts`", cell)).toEqual([
    `docs/failure-modes.md: failure \\| 1: ${problem}`,
  ]);
});

test("a table without the column of tests shows none of its failures, and a page has some", () => {
  const told = (text: string) => findUnshownRows({ path: "docs/a.md", text }, [there]);
  const path = "`apps/relay/test/a.test.ts`";
  expect(told(`| when | what |\n|---|---|\n| it fails | ${path} |\n`)).toEqual([
    "docs/a.md: it fails: no test shows it",
  ]);
  expect(told(`| when | shown by |\n|---|---|\n| it fails ${path} |\n`)).toHaveLength(1);
  expect(told("# Page\n")).toEqual(["docs/a.md: it has no failures"]);
});

const busy = { code: "STORE_BUSY", part: "packages/db" };

test("a code that no test names is told", () => {
  expect(findUnshownCodes([busy], () => null)).toEqual(["no test names STORE_BUSY of packages/db"]);
  expect(findUnshownCodes([busy], () => "a.test.ts")).toEqual([]);
});
