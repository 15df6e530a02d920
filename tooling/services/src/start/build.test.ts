import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { processStartedAt } from "../process/identity.ts";
import { buildApps } from "./build.ts";
import { foldersUnder } from "./folders.ts";

/** Waits for the program that does the work, and passes no signal on, as turbo's launcher does. */
const launcher = `#!${process.execPath}
const { spawnSync } = require("node:child_process");
const work = 'fs.writeFileSync("worker.pid", String(process.pid)); setInterval(() => {}, 1000)';
spawnSync(process.execPath, ["-e", work], { stdio: "inherit" });
`;

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "homeport-build-"));
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeTurbo(script: string): void {
  const file = join(root, "node_modules/.bin/turbo");
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

test("a build that is stopped leaves nothing working behind it", async () => {
  writeTurbo(launcher);
  const stop = new AbortController();
  const built = buildApps(foldersUnder(root), stop.signal);
  built.catch(() => undefined);
  const pidFile = join(root, "worker.pid");
  const pid = await vi.waitUntil(
    () => existsSync(pidFile) && Number(readFileSync(pidFile, "utf8")),
  );
  stop.abort();
  await expect(built).rejects.toThrow("The build failed.");
  expect(processStartedAt(pid)).toBeNull();
});

test("a build that fails says its last lines", async () => {
  writeTurbo("#!/bin/sh\necho 'no such module' >&2\nexit 1\n");
  await expect(buildApps(foldersUnder(root), new AbortController().signal)).rejects.toThrow(
    "no such module",
  );
});
