import { setTimeout as sleep } from "node:timers/promises";
import { askStatus } from "../network/ask-status.ts";
import { type Child, lastLogLines, startChild } from "../process/child.ts";
import type { Keeper } from "../process/keeper.ts";
import { RemedyError } from "../remedy-error.ts";

/** A program of the run, and how to see that it serves. */
export type ProgramPlan = {
  name: string;
  /** A script for this Node, or a program of its own. */
  entry: string;
  isProgram?: boolean;
  args?: string[];
  /** What Node is told before a script. */
  nodeArgs?: readonly string[];
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  /** Asked every 100 ms until it says yes. */
  isReady: () => Promise<boolean>;
  /** Two minutes unless told. */
  readyDeadlineMs?: number;
  /** Lower ranks end first. */
  rank: number;
  /** Our apps notice a vanished parent by themselves; what does not is told to end by the keeper. */
  watchesParent: boolean;
};

const pollEveryMs = 100;
const usualReadyDeadlineMs = 120_000;
/** Longer than the longest drain of any app, so that only what hangs is killed. */
export const endDeadlineMs = 32_000;

/**
 * Starts a program. Should we vanish, the keeper sees to it that the program is gone
 * before the stores are. Throws RemedyError when the program cannot be started.
 */
export async function startProgram(plan: ProgramPlan, keeper: Keeper): Promise<Child> {
  const child = await startChild({
    name: plan.name,
    command: plan.isProgram ? plan.entry : process.execPath,
    args: [...(plan.isProgram ? [] : [...(plan.nodeArgs ?? []), plan.entry]), ...(plan.args ?? [])],
    env: {
      ...plan.env,
      ...(plan.watchesParent && { HOMEPORT_PARENT_PID: String(process.pid) }),
    },
    cwd: plan.cwd,
    logFile: plan.logFile,
  });
  const { pid, startedAt } = child;
  // A second request to end would cut the drain that the first one began.
  const signal = plan.watchesParent ? 0 : "SIGTERM";
  keeper.keep({ pid, startedAt, rank: plan.rank, signal, deadlineMs: endDeadlineMs });
  void child.exited.then(() => keeper.forget(child));
  return child;
}

/**
 * Waits until the program serves. Throws RemedyError with the last lines of its log when it ends
 * first or takes too long.
 */
export async function untilServing(
  plan: ProgramPlan,
  child: Child,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = plan.readyDeadlineMs ?? usualReadyDeadlineMs;
  const untilMs = performance.now() + deadlineMs;
  let ending: string | null = null;
  void child.exited.then(({ code, signal: by }) => {
    ending = by ? `was ended by ${by}` : `exited with code ${code}`;
  });
  while (!(await plan.isReady())) {
    if (ending) throw notServing(plan, `${ending} while starting`);
    if (performance.now() >= untilMs) {
      throw notServing(plan, `is not ready after ${deadlineMs / 1_000} s`);
    }
    await sleep(pollEveryMs, undefined, { signal });
  }
}

function notServing(plan: ProgramPlan, what: string): RemedyError {
  const lines = lastLogLines(plan.logFile);
  return new RemedyError(
    `${plan.name} ${what}.${lines ? ` Its last lines:\n${lines}` : ""}`,
    `The whole log is ${plan.logFile}. If it names damaged data, --fresh begins anew.`,
  );
}

/** Whether an ops listener says that its process is ready. */
export async function answersReady(opsUrl: string): Promise<boolean> {
  return (await askStatus(`${opsUrl}/readyz`)) === 200;
}

/** Whether anything at all answers HTTP there. */
export async function answersHttp(url: string): Promise<boolean> {
  return (await askStatus(url)) !== null;
}
