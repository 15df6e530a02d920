import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { waitFor } from "@homeport/testkit";
import { expect, it } from "vitest";
import { meterCpu } from "./cpu-meter.ts";

/** Takes 200 ms of CPU, then says which process it is and what it has taken so far, in ms. */
const burn = `
  let sum = 0;
  while (process.cpuUsage().user < 200_000) for (let step = 0; step < 1e6; step++) sum += step;
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ pid: process.pid, ms: (user + system) / 1_000 }));
`;
/** It ends with the process that started it, as a decoder does. */
const lastingChild = `${burn} process.stdin.resume().on("end", () => process.exit());`;
/** One child that has ended, one that outlives it for a moment, and its own share. */
const program = `
  const { spawn } = require("node:child_process");
  const start = (script) =>
    spawn(process.execPath, ["-e", script], { stdio: ["pipe", "inherit", "inherit"] });
  start(${JSON.stringify(burn)}).once("exit", () => start(${JSON.stringify(lastingChild)}));
  process.stdin.resume();
  ${burn}
`;

interface Said {
  readonly pid: number;
  readonly ms: number;
}

async function startProgram(): Promise<{ child: ChildProcess; said: readonly Said[] }> {
  const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  const said: Said[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line)));
  await waitFor(() => said.length === 3, { deadlineMs: 20_000, what: "all three have said it" });
  return { child, said };
}

it("counts what a program that is killed has taken, with its children that have ended and those that outlive it, once", async () => {
  let running: number | null = null;
  using meter = meterCpu(() => [running]);
  const beforeNs = meter.readNs();
  const first = await startProgram();
  running = first.child.pid ?? 0;
  const gone = new Promise((resolve) => first.child.once("close", resolve));
  meter.beforeKill(running);
  first.child.kill("SIGKILL");
  await gone;
  const second = await startProgram();
  running = second.child.pid ?? 0;
  try {
    const takenMs = (meter.readNs() - beforeNs) / 1e6;
    const all = [...first.said, ...second.said];
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(6);
    const saidMs = all.reduce((sum, { ms }) => sum + ms, 0);
    // Ticks of 10 ms are cut off of each; whoever has said it takes a little more until it has ended.
    expect(takenMs).toBeGreaterThan(saidMs - 60);
    // Any of them left out or counted twice is a sixth.
    expect(takenMs).toBeLessThan(saidMs * (1 + 1 / 12) + 60);
  } finally {
    second.child.kill("SIGKILL");
  }
});
