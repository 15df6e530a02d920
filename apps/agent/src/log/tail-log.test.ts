import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openLogFiles } from "./log-files.ts";
import { tailLog } from "./tail-log.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "homeport-tail-")), "log");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("gives the newest lines, oldest first, also across a file that was set aside", async () => {
  using log = openLogFiles({ folder, maxFileBytes: 40 });
  for (let line = 0; line < 12; line += 1) log.write(`line ${line}\n`);
  expect(await tailLog({ folder, lines: 3 })).toEqual(["line 9", "line 10", "line 11"]);
  const many = await tailLog({ folder, lines: 10 });
  expect([many.length, many[0], many.at(-1)]).toEqual([10, "line 2", "line 11"]);
});

it("gives whole lines only, and no more bytes than allowed", async () => {
  using log = openLogFiles({ folder });
  for (let line = 0; line < 100; line += 1) log.write(`line ${line} ${"ü".repeat(10)}\n`);
  const tail = await tailLog({ folder, lines: 1_000, maxBytes: 200 });
  expect(tail.length).toBeLessThan(8);
  expect(tail.at(-1)).toBe(`line 99 ${"ü".repeat(10)}`);
  for (const line of tail) expect(line).toMatch(/^line \d+ ü{10}$/);
});

it("is empty where nothing was ever written", async () => {
  expect(await tailLog({ folder, lines: 10 })).toEqual([]);
});
