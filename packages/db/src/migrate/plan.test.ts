import { expect, test } from "vitest";
import type { Migration } from "./files.ts";
import { planMigrations } from "./plan.ts";
import { isAtLeast } from "./version.ts";

test.each([
  ["1.2.3", "1.2.3", true],
  ["1.2.3", "1.2.4", false],
  ["1.10.0", "1.9.9", true],
  ["2.0.0", "1.9.9", true],
  ["0.9.9", "1.0.0", false],
  ["1.2.3-rc.1", "1.2.3", false],
  ["1.2.4-rc.1", "1.2.3", true],
  ["1.2.3", "1.2.3-rc.1", true],
  ["dev", "1.2.3", false],
  ["1.2", "1.2.0", false],
  ["1.2.3", "soon", false],
])("version %s is at least %s: %s", (version, required, expected) => {
  expect(isAtLeast(version, required)).toBe(expected);
});

function file(id: string, requires: string | null): Migration {
  const phase = requires === null ? "expand" : "contract";
  return { id, sql: "", sha256: id, phase, requires, transactional: true };
}

const files = [
  file("0001", null),
  file("0002", "1.1.0"),
  file("0003", null),
  file("0004", "1.0.0"),
  file("0005", null),
];

function idsOf(liveVersions: readonly string[]) {
  const { todo, deferred } = planMigrations(files, liveVersions);
  return { todo: todo.map(({ id }) => id), deferred: deferred.map(({ id }) => id) };
}

test("with nobody too old everything is applied, in order", () => {
  const all = { todo: ["0001", "0002", "0003", "0004", "0005"], deferred: [] };
  expect(idsOf([])).toEqual(all);
  expect(idsOf(["1.1.0", "1.2.0"])).toEqual(all);
});

test("one old replica holds back a contract file and those behind it, and no expand file", () => {
  const some = { todo: ["0001", "0003", "0005"], deferred: ["0002", "0004"] };
  expect(idsOf(["1.1.0", "1.0.0"])).toEqual(some);
  expect(idsOf(["1.1.0", "what"])).toEqual(some);
});
