import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logFiles, openLogFiles } from "./log-files.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "homeport-log-")), "log");
});
afterEach(() => rm(folder, { recursive: true }));

describe("the agent's log files", () => {
  it("hold at most five, the newest lines last, and only their owner reads them", () => {
    using log = openLogFiles({ folder, maxFileBytes: 20 });
    for (let line = 0; line < 60; line += 1) log.write(`line ${line}\n`);
    const files = logFiles({ folder });
    expect(readdirSync(folder)).toHaveLength(5);
    const text = files.map((file) => readFileSync(file, "utf8")).join("");
    const lines = text.trim().split("\n");
    expect(lines.at(-1)).toBe("line 59");
    expect(lines.length).toBeLessThan(20);
    expect(lines).toEqual([...lines].sort());
    expect(statSync(files.at(-1) ?? "").mode & 0o777).toBe(0o600);
  });

  it("go on in the file of before after a restart", () => {
    for (const line of ["one\n", "two\n"]) {
      using log = openLogFiles({ folder });
      log.write(line);
    }
    expect(readFileSync(join(folder, "agent.log"), "utf8")).toBe("one\ntwo\n");
    expect(existsSync(join(folder, "agent.1.log"))).toBe(false);
  });
});
