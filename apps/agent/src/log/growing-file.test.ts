import { appendFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GrowingFile } from "./growing-file.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-growing-"));
  path = join(folder, "agent.log");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a file that grows", () => {
  it("is read in whole lines, a character that was written in two pieces included", async () => {
    await using file = new GrowingFile(path);
    expect(await file.readLines()).toEqual([]);
    const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
    await writeFile(path, Buffer.concat([Buffer.from("one\ntwo "), first]));
    expect(await file.readLines()).toEqual(["one"]);
    await appendFile(path, Buffer.concat([second, Buffer.from("\n")]));
    expect(await file.readLines()).toEqual(["two é"]);
    expect(await file.readLines()).toEqual([]);
  });

  it("loses no line when it is set aside and another begins under its name", async () => {
    await using file = new GrowingFile(path);
    await writeFile(path, "one\n");
    expect(await file.readLines()).toEqual(["one"]);
    await appendFile(path, "two\n");
    await rename(path, `${path}.1`);
    await writeFile(path, "three\nfour\nfive\n");
    expect(await file.readLines()).toEqual(["two", "three", "four", "five"]);
  });
});
