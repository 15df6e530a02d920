import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AppRecord, AppRecords, appPlaces } from "./record.ts";
import { removeFolder } from "./remove-app.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-records-"));
});
afterEach(() => rm(folder, { recursive: true }));

const recordOf = (name: string): AppRecord => ({
  ...{ appId: `id-${name}`, name, runtime: "process", port: 20_000, generation: 1 },
  ...{ stage: "done", outcome: null, service: null, isCreated: false, isReady: true },
  ...{ boot: "boot", process: { pid: 1, startedAt: "x" } },
});

test("a damaged record costs one app its own, and is kept for whoever can repair it", async () => {
  const records = new AppRecords(folder);
  await records.write(recordOf("notes"));
  await records.write(recordOf("wiki"));
  expect((await stat(join(folder, "notes.json"))).mode & 0o777).toBe(0o600);
  await writeFile(join(folder, "notes.json"), "{");
  await writeFile(join(folder, "wiki.json.123.new"), "half");
  await writeFile(join(folder, "other.json"), JSON.stringify(recordOf("wiki")));
  const next = new AppRecords(folder);
  expect(await next.load()).toEqual([join(folder, "notes.json.bad")]);
  expect(next.list()).toEqual([recordOf("wiki")]);
  expect(await readFile(join(folder, "notes.json.bad"), "utf8")).toBe("{");
  await next.remove("wiki");
  expect([next.ofName("wiki"), next.ofApp("id-wiki")]).toEqual([null, null]);
  expect(await readdir(folder)).not.toContain("wiki.json");
});

test("a folder without apps has none", async () => {
  const records = new AppRecords(join(folder, "nothing"));
  expect([await records.load(), records.list()]).toEqual([[], []]);
});

test("data that cannot be deleted is named", async () => {
  await writeFile(join(folder, "file"), "");
  const places = appPlaces(join(folder, "file"), "notes");
  await expect(removeFolder(places)).rejects.toMatchObject({
    ...{ code: "DATA_LEFT", detail: expect.stringContaining(places.folder) },
  });
});
