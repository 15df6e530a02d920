import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { checkoutFolder } from "./checkout.ts";

export type CommandResult = {
  code: number;
  output: string;
  /** Of the command and everything below it that was waited for. */
  cpuMs: number;
  isKilled: boolean;
};

export type CommandOptions = {
  killAfterMs: number;
  env?: Record<string, string>;
  cwd?: string;
  /** Hears the output as it comes, beside its being collected. */
  onOutput?: (text: string) => void;
};

/** The shell waits for the command and then tells, on its own channel, what CPU time it took. */
const script = '"$@"; code=$?; times >&3; exit $code';

/**
 * Runs a program of the checkout in a process group of its own and collects what it prints. Past the
 * limit the whole group is killed. Never rejects: a program that cannot be started exits with 127.
 */
export function runCommand(
  command: string,
  args: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const child = spawn("/bin/sh", ["-c", script, "sh", command, ...args], {
    cwd: options.cwd ?? checkoutFolder,
    env: { ...process.env, PATH: pathWithTools(), ...options.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      parts.push(text);
      options.onOutput?.(text);
    });
  }
  let times = "";
  child.stdio[3]?.on("data", (bytes: Buffer) => {
    times += bytes.toString();
  });
  let isKilled = false;
  const limit = setTimeout(() => {
    isKilled = true;
    killGroup(child.pid);
  }, options.killAfterMs);
  return new Promise((resolve) => {
    child.once("error", (error) => parts.push(String(error)));
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? 1, output: parts.join(""), cpuMs: readTimes(times), isKilled });
    });
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It ended in this very moment.
  }
}

/** Second line of `times`: user and system time of what the shell waited for, as `0m1.5s 0m0.2s`. */
export function readTimes(text: string): number {
  const found = text.split("\n")[1]?.matchAll(/(\d+)m([\d.]+)s/g) ?? [];
  return [...found].reduce((sum, [, minutes, seconds]) => {
    return sum + Number(minutes) * 60_000 + Number(seconds) * 1_000;
  }, 0);
}

function pathWithTools(): string {
  const own = ["node_modules/.bin", "tooling/ci/node_modules/.bin"];
  const folders = own.map((folder) => join(checkoutFolder, folder));
  return [...folders, process.env["PATH"] ?? ""].join(delimiter);
}
