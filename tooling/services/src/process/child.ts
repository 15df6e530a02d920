import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { RemedyError } from "../remedy-error.ts";
import { endProcess, type HowToEnd } from "./end-process.ts";
import { type ProcessIdentity, processStartedAt } from "./identity.ts";
import { readableLogLine } from "./log-line.ts";

export type ChildExit = { code: number | null; signal: NodeJS.Signals | null };

/** A process that this one started, and alone ends. */
export type Child = ProcessIdentity & {
  name: string;
  logFile: string;
  exited: Promise<ChildExit>;
  end(how: HowToEnd): Promise<void>;
};

export type ChildPlan = {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  user?: { uid: number; gid: number };
  input?: string;
};

/**
 * Starts a program that writes to its log file. It leads a session of its own, so a Ctrl-C in the
 * terminal reaches only us, and we decide the order in which things end.
 * Throws RemedyError when the program cannot be started at all.
 */
export async function startChild(plan: ChildPlan): Promise<Child> {
  mkdirSync(dirname(plan.logFile), { recursive: true });
  const log = openSync(plan.logFile, "a", 0o600);
  const running = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: plan.env,
    detached: true,
    stdio: ["pipe", log, log],
    ...plan.user,
  });
  closeSync(log);
  const exited = new Promise<ChildExit>((resolve) => {
    running.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    running.once("spawn", resolve);
    running.once("error", (cause) => reject(cannotStart(plan, cause)));
  });
  running.stdin?.on("error", () => undefined);
  running.stdin?.end(plan.input ?? "");
  const identity = identify(running.pid);
  return {
    ...identity,
    name: plan.name,
    logFile: plan.logFile,
    exited,
    async end(how) {
      await endProcess(identity, how);
      await exited;
    },
  };
}

function identify(pid: number | undefined): ProcessIdentity {
  const number = pid ?? 0;
  // A child that died at once has no start time left to read; nothing ever matches "gone".
  return { pid: number, startedAt: processStartedAt(number) ?? "gone" };
}

function cannotStart(plan: ChildPlan, cause: Error): RemedyError {
  return new RemedyError(
    `${plan.name} could not be started: ${cause.message}.`,
    `Check that ${plan.command} exists and may be executed.`,
    { cause },
  );
}

/** The last lines that a child wrote, fit to be read, for the error that reports its end. */
export function lastLogLines(logFile: string, count = 12): string {
  try {
    const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-count);
    return lines.map(readableLogLine).join("\n");
  } catch {
    return "";
  }
}
