import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const door = new URL("./sole-run.ts", import.meta.url).href;
const contenders = 6;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-sole-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What every contender does at one moment of the clock: the test names it, so that all are up by then. */
function contender(take: string): string {
  return `
    import { readFileSync, writeFileSync } from "node:fs";
    import { takeSoleRun } from ${JSON.stringify(door)};
    const [file, at] = process.argv.slice(1);
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    pause(Number(at) - Date.now());
    try { ${take}; console.log("holds"); } catch { console.log("refused"); }
    // A holder that ends before the others have looked would free the folder for them.
    pause(Number(at) + 1_000 - Date.now());
  `;
}

async function race(take: string): Promise<number> {
  const file = join(folder, "start.json");
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "long ago" }));
  const at = String(Date.now() + 2_500);
  const script = ["--input-type=module-typescript", "-e", contender(take), file, at];
  const answers = await Promise.all(
    Array.from({ length: contenders }, () => run(process.execPath, script)),
  );
  return answers.filter(({ stdout }) => stdout.startsWith("holds")).length;
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
