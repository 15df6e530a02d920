import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareCatalog } from "./starting-catalog.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-start-catalog-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const folders = () => ({
  catalogRepository: join(folder, "catalog.git"),
  catalogClones: join(folder, "catalog"),
  catalogCache: join(folder, "catalog-cache"),
});

test("the first run gets the starting catalog, and a later one keeps what was made of it", async () => {
  const first = await prepareCatalog(folders(), {});
  expect(first).toEqual({
    outcome: "built",
    remote: `file://${folder}/catalog.git`,
    env: {
      HOMEPORT_CATALOG_REMOTE: `file://${folder}/catalog.git`,
      HOMEPORT_CATALOG_DIR: join(folder, "catalog"),
      HOMEPORT_CATALOG_CACHE_DIR: join(folder, "catalog-cache"),
      HOMEPORT_CATALOG_WRITES: "on",
    },
  });
  const git = promisify(execFile);
  const { stdout } = await git("git", ["-C", folders().catalogRepository, "log", "--oneline"]);
  expect(stdout.trim().split("\n").length).toBeGreaterThan(5);
  expect((await prepareCatalog(folders(), {})).outcome).toBe("kept");
});

test("a repository that the caller names is taken as it is", async () => {
  const env = { HOMEPORT_CATALOG_REMOTE: "https://git.example/catalog.git" };
  expect(await prepareCatalog(folders(), env)).toEqual({
    outcome: "given",
    remote: "https://git.example/catalog.git",
    env: {},
  });
});
