import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

const door = new URL("./vanished-caller.ts", import.meta.url).href;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-caller-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A runner called `npx` that runs a shell that runs us: the chain of `npx pnpm start`. */
function startChain() {
  const watcher = join(folder, "watcher.ts");
  const runner = join(folder, "npx");
  writeFileSync(
    watcher,
    `import { watchCaller } from ${JSON.stringify(door)};
     watchCaller((what) => { console.log(what); process.exit(0); });
     setInterval(() => {}, 1000);
     console.log("watching");`,
  );
  writeFileSync(
    runner,
    `require("node:child_process").spawn("/bin/sh",
       ["-c", process.execPath + " ${watcher}; true"], { stdio: "inherit" });`,
  );
  const chain = spawn(process.execPath, [runner], { stdio: ["ignore", "pipe", "inherit"] });
  return { chain, lines: createInterface({ input: chain.stdout })[Symbol.asyncIterator]() };
}

test("a runner that is killed is noticed, though a shell between still lives", async () => {
  const { chain, lines } = startChain();
  expect((await lines.next()).value).toBe("watching");
  chain.kill("SIGKILL");
  expect((await lines.next()).value).toBe(`process ${chain.pid}, which ran this command, is gone`);
});
