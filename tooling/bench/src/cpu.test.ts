import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { readCpuNs } from "./cpu.ts";
import { stopChild } from "./program.ts";

/** Spends 300 ms of CPU, says so, and ends with the process that started it. */
const burn = `
  let sum = 0;
  while (process.cpuUsage().user < 300_000) for (let step = 0; step < 1e6; step++) sum += step;
  console.log("spent");
  process.stdin.resume().on("end", () => process.exit());
`;
const delegate = `
  const stdio = ["pipe", "inherit", "inherit"];
  require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(burn)}], { stdio });
`;

it("counts what a process spends together with what those that it started spend", async () => {
  const child = spawn(process.execPath, ["-e", delegate], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const withBelow = readCpuNs(child.pid ?? 0);
  expect(withBelow).toBeGreaterThan(300_000_000);
  expect(readCpuNs(process.pid)).toBeGreaterThan(withBelow);
  await stopChild(child);
});
