import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStartedAt } from "../process/identity.ts";
import { findSoleRun, takeSoleRun } from "./sole-run.ts";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-sole-"));
  file = join(folder, "deep", "start.json");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a second start learns which process runs", () => {
  takeSoleRun(file);
  expect(() => takeSoleRun(file)).toThrow(`as process ${process.pid}.`);
  expect(findSoleRun(file)?.pid).toBe(process.pid);
});

test("the place is free again once it was given back", () => {
  takeSoleRun(file)();
  expect(existsSync(file)).toBe(false);
  takeSoleRun(file)();
});

const stale: [string, string][] = [
  ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "long ago" })],
  [
    "whose number a stranger holds by now",
    JSON.stringify({ pid: process.ppid, startedAt: `${processStartedAt(process.ppid)}0` }),
  ],
  ["that is damaged", "{"],
  ["that is empty", ""],
];

test.each(stale)("a file %s holds nobody up", (_what, content) => {
  takeSoleRun(file)();
  writeFileSync(file, content);
  const release = takeSoleRun(file);
  expect(findSoleRun(file)?.pid).toBe(process.pid);
  release();
});
