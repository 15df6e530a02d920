import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isSameProcess, type ProcessIdentity } from "./identity.ts";

const door = new URL("../index.ts", import.meta.url).href;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-keeper-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A parent that starts two programs of different rank, each of which writes down when it was asked to end. */
async function startParent(ending: "dies" | "leaves") {
  const log = join(folder, "ended");
  const child = `
    process.on("SIGTERM", () => {
      require("node:fs").appendFileSync(${JSON.stringify(log)}, process.argv[1] + "\\n");
      process.exit(0);
    });
    require("node:fs").writeFileSync(${JSON.stringify(folder)} + "/hears-" + process.argv[1], "");
    setInterval(() => {}, 1000);
  `;
  const parent = `
    import { startChild, startKeeper } from ${JSON.stringify(door)};
    const keeper = startKeeper();
    const children = [];
    for (const [name, rank] of [["store", 100], ["app", 20]]) {
      const { pid, startedAt } = await startChild({
        name, command: process.execPath, args: ["-e", ${JSON.stringify(child)}, name],
        env: {}, cwd: "/", logFile: ${JSON.stringify(join(folder, "log"))},
      });
      keeper.keep({ pid, startedAt, rank, signal: "SIGTERM", deadlineMs: 5000 });
      children.push({ pid, startedAt });
    }
    if (${ending === "leaves"}) await keeper[Symbol.asyncDispose]();
    console.log(JSON.stringify(children));
    setInterval(() => {}, 1000);
  `;
  const file = join(folder, "parent.ts");
  writeFileSync(file, parent);
  const running = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(running.stdout, "data");
  const children: ProcessIdentity[] = JSON.parse(String(line));
  return { running, children, log };
}

test("what a killed parent kept is ended, lower ranks first", async () => {
  const { running, children, log } = await startParent("dies");
  await untilTheyHear();
  await vi.waitUntil(() => children.every(isSameProcess), { timeout: 5_000 });
  running.kill("SIGKILL");
  await vi.waitUntil(() => !children.some(isSameProcess), { timeout: 10_000 });
  expect(readFileSync(log, "utf8")).toBe("app\nstore\n");
});

test("what a keeper was told to leave lives on", async () => {
  const { running, children } = await startParent("leaves");
  running.kill("SIGKILL");
  await once(running, "exit");
  expect(children.every(isSameProcess)).toBe(true);
  for (const { pid } of children) process.kill(pid, "SIGKILL");
});

/** Node ends by itself on SIGTERM until a program has its own handler: each says when it has. */
async function untilTheyHear(): Promise<void> {
  const marks = ["store", "app"].map((name) => join(folder, `hears-${name}`));
  await vi.waitUntil(() => marks.every((mark) => existsSync(mark)), { timeout: 10_000 });
}
