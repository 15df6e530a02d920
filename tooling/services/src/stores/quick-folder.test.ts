import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { quickFolder } from "./quick-folder.ts";

test.each([
  ["is not there", "/nowhere/at-all"],
  ["has no room", "/proc"],
  ["is a folder of a disk", "/usr"],
])("a folder in memory that %s is not used", (_, folder) => {
  expect(quickFolder(folder)).toBe(tmpdir());
});

test("what is used is in memory, or among all other temporary files", () => {
  expect(["/dev/shm", tmpdir()]).toContain(quickFolder());
});
