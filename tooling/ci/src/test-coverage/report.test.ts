import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readChangedLines } from "./changed-lines.ts";
import { readChildCoverage } from "./child-coverage.ts";
import { readFileCoverage } from "./report.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "homeport-coverage-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (line: number, column: number) => ({ line, column });

/** A file of one statement a line, the second of them an `if` with two ways, as Istanbul describes it. */
const report = {
  path: "/x/packages/db/src/choose.ts",
  statementMap: {
    0: { start: place(2, 2), end: place(2, 30) },
    1: { start: place(3, 2), end: place(3, 30) },
  },
  s: { 0: 0, 1: 0 },
  branchMap: {
    0: {
      loc: { start: place(2, 2), end: place(2, 30) },
      locations: [
        { start: place(2, 25), end: place(2, 40) },
        { start: {}, end: {} },
      ],
    },
  },
  b: { 0: [0, 1] },
};

test("what tests ran themselves counts, line by line and way by way", () => {
  const ran = { ...report, s: { 0: 3, 1: 0 } };
  const { lines, branches } = readFileCoverage(ran, "packages/db/src/choose.ts", () => 0);
  expect([...lines]).toEqual([
    [2, true],
    [3, false],
  ]);
  expect(branches).toEqual([
    { line: 2, isCovered: false },
    { line: 2, isCovered: true },
  ]);
});

test("what only a process ran that a test started counts, types in its source or not", async () => {
  const file = join(folder, "choose.ts");
  const source = `export function choose(isLarge: boolean): string {
  if (isLarge as boolean) { return "large" satisfies string; }
  return "small";
}
choose(process.argv[2] === "large");
`;
  writeFileSync(file, source);
  const children = join(folder, "children");
  await promisify(execFile)(process.execPath, [file, "small"], {
    env: { NODE_V8_COVERAGE: children },
  });
  const count = readChildCoverage(children, folder);
  const inner = source.split("\n")[1]?.indexOf("return") ?? 0;
  expect(count("choose.ts", 3, 2)).toBe(1);
  expect(count("choose.ts", 2, inner)).toBe(0);
  await promisify(execFile)(process.execPath, [file, "large"], {
    env: { NODE_V8_COVERAGE: children },
  });
  const both = readChildCoverage(children, folder);
  expect(both("choose.ts", 2, inner)).toBe(1);
  expect(both("elsewhere.ts", 2, inner)).toBe(0);
  const { lines } = readFileCoverage({ ...report }, "choose.ts", both);
  expect([...lines.values()]).toEqual([true, true]);
});

test("half a file of a process that was killed tells nothing", () => {
  writeFileSync(join(folder, "coverage-1.json"), '{"result":[{"url"');
  expect(readChildCoverage(folder, folder)("choose.ts", 1, 0)).toBe(0);
});

test("changed lines are those that a diff adds, by path; a file that is gone has none", () => {
  const diff = `diff --git a/packages/db/src/pool.ts b/packages/db/src/pool.ts
--- a/packages/db/src/pool.ts
+++ b/packages/db/src/pool.ts
@@ -3,2 +3 @@ export
-one
-two
+both
@@ -10,0 +10,2 @@
+three
+four
diff --git a/gone.ts b/gone.ts
--- a/gone.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-a
-b
`;
  const changed = readChangedLines(diff);
  expect([...changed].map(([path, lines]) => [path, [...lines]])).toEqual([
    ["packages/db/src/pool.ts", [3, 10, 11]],
  ]);
});
