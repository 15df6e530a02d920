import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { endProcess } from "./end-process.ts";
import { isSameProcess, processStartedAt, signalProcess } from "./identity.ts";

async function startSleeper(script = "setInterval(() => {}, 1000); console.log('up')") {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  const pid = child.pid ?? 0;
  return { child, identity: { pid, startedAt: processStartedAt(pid) ?? "" } };
}

test("a process keeps its identity while it lives and loses it at its end", async () => {
  const { child, identity } = await startSleeper();
  expect(isSameProcess(identity)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isSameProcess(identity)).toBe(false);
});

test("a number that a stranger holds by now is never signalled", async () => {
  const { child, identity } = await startSleeper();
  const stale = { ...identity, startedAt: `${identity.startedAt}0` };
  expect(signalProcess(stale, "SIGKILL")).toBe(false);
  expect(await endProcess(stale, { signal: "SIGKILL", deadlineMs: 100 })).toBe("absent");
  expect(isSameProcess(identity)).toBe(true);
  child.kill("SIGKILL");
});

test("a process that does not end in time is killed", async () => {
  const { identity } = await startSleeper(
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')",
  );
  expect(await endProcess(identity, { signal: "SIGTERM", deadlineMs: 200 })).toBe("killed");
  expect(isSameProcess(identity)).toBe(false);
});

test("a process that ends when asked is not killed", async () => {
  const { identity } = await startSleeper();
  expect(await endProcess(identity, { signal: "SIGTERM", deadlineMs: 5_000 })).toBe("ended");
});
