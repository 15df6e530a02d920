import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { nodeArgs, type ProgramStage } from "./stage.ts";

const usuallyReadyWithinMs = 20_000;
const readyLine = z.object({ port: z.int() });

/** A child process whose CPU is measured, with those that it starts. */
export interface Program {
  readonly role: string;
  readonly pid: number;
  /** Where it listens; 0 for one that only dials. */
  readonly port: number;
}

/** A program of `programs/`, with a line for questions while it runs. */
export interface OwnProgram extends Program {
  readonly child: ChildProcess;
}

export interface StartOptions {
  readonly env?: Record<string, string>;
  readonly readyWithinMs?: number;
}

/** Starts one of `programs/` and waits for its first line, which names its port. */
export async function startProgram(
  stage: ProgramStage,
  role: string,
  file: string,
  args: readonly (string | number)[] = [],
  { env = {}, readyWithinMs = usuallyReadyWithinMs }: StartOptions = {},
): Promise<OwnProgram> {
  const path = fileURLToPath(new URL(`./programs/${file}`, import.meta.url));
  const child = spawn(process.execPath, [...nodeArgs(stage, file), path, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  stage.stack.defer(() => stopChild(child));
  return { role, pid: child.pid ?? 0, port: await readPort(role, child, readyWithinMs), child };
}

/** Ends a child that this process started, by SIGTERM and after 5 s by SIGKILL. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited;
  clearTimeout(impatience);
}

async function readPort(role: string, child: ChildProcess, readyWithinMs: number): Promise<number> {
  const signal = AbortSignal.timeout(readyWithinMs);
  const exited = once(child, "exit", { signal }).then(() => {
    throw new Error(`${role} ended before it was ready`);
  });
  exited.catch(() => undefined);
  if (child.stdout === null) throw new Error(`${role} has no output`);
  const first = once(child.stdout, "data", { signal });
  const [line] = await Promise.race([first, exited]);
  return readyLine.parse(JSON.parse(String(line).split("\n")[0] ?? "")).port;
}
