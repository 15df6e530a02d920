import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess, type ProcessIdentity, signalProcess } from "./identity.ts";

const pollEveryMs = 20;
const killDeadlineMs = 5_000;

/** How to end a process. Signal 0 asks for nothing: it ends by itself, or is killed at the deadline. */
export type HowToEnd = { signal: NodeJS.Signals | 0; deadlineMs: number };

/**
 * Asks a process to end and waits; past the deadline it is killed. Resolves when it is gone, with
 * how it went. A process that is gone already, or whose number a stranger holds now, is left alone.
 */
export async function endProcess(
  identity: ProcessIdentity,
  how: HowToEnd,
): Promise<"ended" | "killed" | "absent"> {
  if (!signalProcess(identity, how.signal)) return "absent";
  if (await isGoneWithin(identity, how.deadlineMs)) return "ended";
  signalProcess(identity, "SIGKILL");
  await isGoneWithin(identity, killDeadlineMs);
  return "killed";
}

async function isGoneWithin(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const untilMs = performance.now() + deadlineMs;
  while (isSameProcess(identity)) {
    if (performance.now() >= untilMs) return false;
    await sleep(pollEveryMs);
  }
  return true;
}
