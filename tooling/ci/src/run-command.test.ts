import { expect, test } from "vitest";
import { readTimes, runCommand } from "./run-command.ts";

test("a command's output and exit code are answered", async () => {
  const result = await runCommand("sh", ["-c", "echo out; echo err >&2; exit 3"], {
    killAfterMs: 10_000,
  });
  expect(result).toMatchObject({ code: 3, isKilled: false });
  expect(result.output).toContain("out\n");
  expect(result.output).toContain("err\n");
});

test("CPU time of what the command started is counted", async () => {
  const burn = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
  const result = await runCommand("sh", ["-c", `sh -c '${burn}'`], { killAfterMs: 20_000 });
  expect(result.cpuMs).toBeGreaterThan(20);
});

test("a command past its limit is killed with everything below it", async () => {
  const result = await runCommand("sh", ["-c", "sleep 60 & wait"], { killAfterMs: 200 });
  expect(result.isKilled).toBe(true);
  expect(result.code).not.toBe(0);
});

test("a program that does not exist is a failed command", async () => {
  const result = await runCommand("no-such-program-here", [], { killAfterMs: 10_000 });
  expect(result.code).toBe(127);
});

test("the times of a shell are read in minutes and seconds", () => {
  expect(readTimes("0m0.00s 0m0.00s\n1m2.50s 0m0.25s\n")).toBe(62_750);
  expect(readTimes("")).toBe(0);
});
