import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunFile, readRunFile, removeRunFile, writeRunFile } from "./run-file.ts";

const run: RunFile = {
  webUrl: "http://localhost:3000",
  appsUrl: "http://localhost:8080",
  gateUrl: "http://127.0.0.1:8081",
  webUrls: ["http://127.0.0.1:3000"],
  relayUrls: ["http://127.0.0.1:8080"],
  opsUrls: { web: [], worker: [], relay: [] },
  databaseUrl: "postgres://127.0.0.1:54320/homeport",
  redisUrl: "redis://127.0.0.1:63790",
  admin: { email: "admin@homeport.localhost", password: "secret" },
  demo: null,
  catalogRepo: null,
  processes: [{ app: "web", pid: 1, port: 3000, startedAt: "boot:1" }],
};
let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-run-"));
  file = join(folder, "run.json");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a run file is read as it was written, and only its owner may read it", () => {
  writeRunFile(file, run);
  expect(readRunFile(file)).toEqual(run);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["run.json"]);
});

test("no file means no run", () => {
  expect(readRunFile(file)).toBeNull();
  removeRunFile(file);
});

test("a damaged file is an error that names it", () => {
  for (const content of ["{", '{"webUrl": 3}']) {
    writeFileSync(file, content);
    expect(() => readRunFile(file)).toThrow(`${file} is damaged.`);
  }
});
