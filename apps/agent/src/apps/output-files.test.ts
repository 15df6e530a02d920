import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tailFiles } from "../log/tail-log.ts";
import { cutOutput, outputSince, outputSize } from "./output-files.ts";

let folder: string;
let files: readonly [string, string];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-output-"));
  files = [join(folder, "notes.1.log"), join(folder, "notes.log")];
});
afterEach(() => rm(folder, { recursive: true }));

test("a full file is set aside while its program goes on writing, and no more than its end is kept", async () => {
  await using output = await open(files[1], "a", 0o600);
  const cat = spawn("cat", { stdio: ["pipe", output.fd, "ignore"] });
  const write = async (text: string) => {
    const before = await outputSize(files);
    cat.stdin?.write(text);
    await expect.poll(() => outputSize(files)).toBe(before + text.length);
  };
  await write("one\n");
  await cutOutput(files, 8);
  expect(await outputSize(files)).toBe(4);
  await write("two\nthree\n");
  await cutOutput(files, 8);
  await write("four\n");
  expect(await readFile(files[0], "utf8")).toBe("o\nthree\n");
  expect(await readFile(files[1], "utf8")).toBe("four\n");
  expect((await stat(files[0])).mode & 0o777).toBe(0o600);
  expect(await tailFiles({ files, lines: 2 })).toEqual(["three", "four"]);
  cat.stdin?.end();
  await once(cat, "exit");
});

test("the output of a start is what came behind it, its last 64 KiB, also when the file was cut since", async () => {
  await writeFile(files[1], "before\n");
  const from = await outputSize(files);
  expect(await outputSince(files, from)).toBe("");
  await writeFile(files[1], `before\n${"x".repeat(70_000)}end`);
  expect(await outputSince(files, from)).toMatch(/^x{65533}end$/);
  await writeFile(files[1], "new");
  expect(await outputSince(files, from)).toBe("new");
  expect(await outputSince([files[0], join(folder, "none")], 0)).toBe("");
});
