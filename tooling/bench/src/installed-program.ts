import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findOnPath, lastLogLines, startChild } from "@homeport/services";
import type { Program } from "./program.ts";
import type { Stage } from "./stage.ts";

export interface InstalledPlan {
  readonly role: string;
  readonly command: string;
  readonly args: string[];
  readonly logFile: string;
  /** The port that answers once it is ready. */
  readonly port: number;
}

const readyWithinMs = 10_000;
const howToEnd = { signal: "SIGTERM", deadlineMs: 5_000 } as const;

/** Servers are often in folders that only an administrator's PATH names. */
export function findInstalled(program: string): string | null {
  return findOnPath(program) ?? findOnPath(program, "/usr/local/sbin:/usr/sbin:/sbin");
}

/** Starts a program of the machine in the foreground and waits for its port. Throws with its last words. */
export async function startInstalled(
  { stack, keeper }: Stage,
  { role, command, args, logFile, port }: InstalledPlan,
): Promise<Program> {
  const env = { PATH: process.env["PATH"] ?? "" };
  const child = await startChild({ name: role, command, args, env, cwd: "/", logFile });
  let isOver = false;
  keeper.keep({ ...child, rank: 0, ...howToEnd });
  void child.exited.then(() => {
    isOver = true;
    keeper.forget(child);
  });
  stack.defer(() => child.end(howToEnd));
  const lastMs = performance.now() + readyWithinMs;
  while (!isOver && performance.now() < lastMs) {
    if (await accepts(port)) return { role, pid: child.pid, port };
    await sleep(50);
  }
  throw new Error(`${role} did not come up: ${lastLogLines(logFile, 3)}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
