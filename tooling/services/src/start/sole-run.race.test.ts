import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

const door = new URL("./sole-run.ts", import.meta.url).href;
const contenders = 6;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-sole-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Each contender says that it is up, waits for the word of the test, and lives until it is let go: one
 * that ended before a slow one has looked would free the folder for that one.
 */
function contender(take: string): string {
  return `
    import { readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
    import { takeSoleRun } from ${JSON.stringify(door)};
    const [file] = process.argv.slice(1);
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const hear = () => readSync(0, Buffer.alloc(1));
    writeSync(1, "up\\n");
    hear();
    let answer = "holds";
    try { ${take}; } catch { answer = "refused"; }
    writeSync(1, answer + "\\n");
    hear();
  `;
}

async function race(take: string): Promise<number> {
  const file = join(folder, "start.json");
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "long ago" }));
  const script = ["--input-type=module-typescript", "-e", contender(take), file];
  const all = Array.from({ length: contenders }, () => {
    const child = spawn(process.execPath, script, { stdio: ["pipe", "pipe", "inherit"] });
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  await Promise.all(all.map(({ lines }) => lines.next()));
  for (const { child } of all) child.stdin.write("!");
  const answers = await Promise.all(all.map(({ lines }) => lines.next()));
  for (const { child } of all) child.stdin.end();
  return answers.filter(({ value }) => value === "holds").length;
}

test("of several starts that find a stale file at one moment, one holds the folder", async () => {
  expect(await race("takeSoleRun(file)")).toBe(1);
});

test("control: looking first and writing then lets several hold it", async () => {
  const naive = `
    const stale = JSON.parse(readFileSync(file, "utf8")).startedAt === "long ago";
    if (!stale) throw new Error("held");
    pause(200);
    writeFileSync(file, "{\\"startedAt\\":\\"now\\"}")
  `;
  expect(await race(naive)).toBeGreaterThan(1);
});
