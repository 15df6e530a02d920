import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  // The programs need a moment until they can hear a request to end.
  await vi.waitUntil(() => children.every(isSameProcess), { timeout: 5_000 });
  await vi.waitUntil(() => children.every(({ pid }) => catches(pid)), { timeout: 5_000 });
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

/** Whether a process has a handler for SIGTERM (15) by now. */
function catches(pid: number): boolean {
  const [, mask = "0"] =
    /SigCgt:\s*([0-9a-f]+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return (BigInt(`0x${mask}`) & (1n << 14n)) !== 0n;
}
