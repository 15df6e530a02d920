import { expect, test } from "vitest";
import { judgeCoverage } from "./judge.ts";
import type { FileCoverage } from "./report.ts";

/** A file of a hundred lines, of which the first so many ran. */
function file(path: string, ran: number): FileCoverage {
  const lines = new Map(Array.from({ length: 100 }, (_, at) => [at + 1, at < ran]));
  const branches = [...lines].map(([line, isCovered]) => ({ line, isCovered }));
  return { path, lines, branches };
}

const nothing = new Map<string, ReadonlySet<number>>();

function missedBy(files: readonly FileCoverage[], more: object = {}) {
  const facts = { files, changed: nothing, committed: null, isWhole: false, packages: ["db"] };
  return judgeCoverage({ ...facts, ...more })
    .filter(({ isMet }) => !isMet)
    .map(({ demand, found }) => `${demand}: ${found}`);
}

test("a package at nine tenths of its lines and branches is good enough", () => {
  expect(missedBy([file("packages/db/src/pool.ts", 90)])).toEqual([]);
});

test("a package below that is named, with the lines that did not run", () => {
  const files = [file("packages/db/src/pool.ts", 89), file("packages/jobs/src/run.ts", 100)];
  expect(missedBy(files)).toEqual([
    "packages/db: at least 90.0 % of its lines: 89.0 %",
    "packages/db: at least 90.0 % of its branches: 89.0 %",
  ]);
  const facts = { changed: nothing, committed: null, isWhole: false };
  const [lines] = judgeCoverage({ files, ...facts, packages: ["db"] });
  expect(lines?.places).toEqual(["packages/db/src/pool.ts:90,91,92,93,94,95,96,97,98,99,100"]);
});

test("changed lines are judged by themselves, whatever the rest is like", () => {
  const files = [file("apps/web/src/page.ts", 95)];
  const changed = new Map([["apps/web/src/page.ts", new Set([94, 95, 96, 97])]]);
  expect(missedBy(files, { changed, packages: [] })).toEqual([
    "changed lines: at least 90.0 %: 50.0 %",
  ]);
  expect(missedBy(files, { changed: nothing, packages: [] })).toEqual([]);
});

test("the whole may fall by half a point below what is committed, and no further", () => {
  const files = [file("apps/web/src/page.ts", 80), file("apps/web/src/list.ts", 81)];
  expect(missedBy(files, { committed: 0.81, isWhole: true, packages: [] })).toEqual([]);
  expect(missedBy(files, { committed: 0.811, isWhole: true, packages: [] })).toEqual([
    "all lines: at most 0.5 % below 81.1 %: 80.5 %",
  ]);
});

test("without a committed figure the whole is told, and asks for one", () => {
  expect(missedBy([file("apps/web/src/page.ts", 80)], { isWhole: true, packages: [] })).toEqual([
    "all lines: a committed figure, which --write makes: none; they are 80.0 %",
  ]);
});
