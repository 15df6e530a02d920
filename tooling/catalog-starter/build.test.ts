import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildStarter } from "./build.ts";

/** Changes only together with a file of the starting catalog. */
const knownHead = "c8caa666a88c54ecda7fae171b60fdf8dc1f4ca3";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "homeport-starter-"));
});
afterAll(() => rm(home, { recursive: true }));

const git = (repository: string, ...args: string[]) =>
  execFileSync("git", [`--git-dir=${repository}`, ...args], { encoding: "utf8" }).trim();

it("makes the same commits wherever it is made, at least six of them", async () => {
  const repository = join(home, "data", "catalog.git");
  const built = await buildStarter(repository);
  expect(built).toEqual({ outcome: "built", head: knownHead });
  expect(git(repository, "rev-parse", "HEAD")).toBe(knownHead);
  expect(
    Number(git(repository, "rev-list", "--count", "--first-parent", "HEAD")),
  ).toBeGreaterThanOrEqual(6);
  expect(git(repository, "log", "--format=%ae %ce").split("\n")).toSatisfy((lines: string[]) =>
    lines.every((line) => line === "catalog@homeport.invalid catalog@homeport.invalid"),
  );
  expect(git(repository, "fsck", "--strict")).toBe("");
});

it("leaves alone what is there", async () => {
  const there = join(home, "kept.git");
  await mkdir(there);
  await writeFile(join(there, "HEAD"), "somebody's own");
  expect(await buildStarter(there)).toEqual({ outcome: "kept" });
  expect(await readdir(there)).toEqual(["HEAD"]);
});

it("is built once when two starts build it at a time, and leaves nothing half done", async () => {
  const folder = join(home, "race");
  const outcomes = await Promise.all([1, 2].map(() => buildStarter(join(folder, "catalog.git"))));
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(["built", "kept"]);
  expect(await readdir(folder)).toEqual(["catalog.git"]);
});

it("leaves nothing behind when it fails", async () => {
  const folder = join(home, "failed");
  await expect(buildStarter(join(folder, "catalog.git"), join(home, "nowhere"))).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});
