import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { compiledBefore } from "./compiled-before.ts";
import { waitFor } from "./wait-for.ts";

export type AppExit = { code: number | null; signal: NodeJS.Signals | null };

/** A program under test: what it printed so far, and the ways to end it. `await using` kills it. */
export type SpawnedApp = {
  pid: number;
  /** Lines of standard output and standard error, in the order in which they came. */
  lines: string[];
  exited: Promise<AppExit>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the first line, printed already or later, that matches. */
  line(matches: (line: string) => boolean, deadlineMs?: number): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Those that still run. A test that is given up never comes to the end of its block, where it would have ended them. */
const running = new Set<ChildProcess>();

/** Nobody is left to end them when this process ends; told once, at the first of them. */
function endAllAtExit(): void {
  if (running.size > 0) return;
  process.off("exit", killRunning);
  process.once("exit", killRunning);
}

function killRunning(): void {
  for (const child of running) child.kill("SIGKILL");
}

/**
 * Runs a TypeScript entry under this Node with exactly the environment that is given (and PATH, and where to find it compiled), so
 * that no test depends on the variables of whoever runs it. It ends with this process at the latest.
 */
export function spawnApp(plan: {
  entry: string;
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
}): SpawnedApp {
  const child = spawn(process.execPath, [plan.entry, ...(plan.args ?? [])], {
    cwd: plan.cwd ?? process.cwd(),
    env: { PATH: process.env["PATH"] ?? "", ...compiledBefore(), ...plan.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  endAllAtExit();
  running.add(child);
  child.once("exit", () => running.delete(child));
  const exited = new Promise<AppExit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const lines = collectLines(child);
  return {
    pid: child.pid ?? 0,
    lines,
    exited,
    kill: (signal) => void child.kill(signal),
    line: (matches, deadlineMs = 20_000) =>
      waitFor(() => lines.find(matches), {
        deadlineMs,
        what: `a matching line among:\n${lines.slice(-20).join("\n")}`,
      }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface({ input: output }).on("line", (line) => lines.push(line));
  }
  return lines;
}
