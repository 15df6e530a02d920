import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const readyWithinMs = 30_000;

/** False when the program ended before, or took too long. */
export async function becomesReady(
  child: Pick<ChildProcess, "exitCode">,
  url: string,
): Promise<boolean> {
  const lastMs = performance.now() + readyWithinMs;
  while (child.exitCode === null && performance.now() < lastMs) {
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return true;
    await sleep(100);
  }
  return false;
}
