import { setTimeout as sleep } from "node:timers/promises";
import { type Child, lastLogLines } from "../process/child.ts";
import { RemedyError } from "../remedy-error.ts";

const pollEveryMs = 10;
const startDeadlineMs = 30_000;

/**
 * Waits until a store says that it is ready. Throws RemedyError, with the last lines of its log,
 * when it ends first or takes longer than 30 s; then it is ended.
 */
export async function untilReady(
  child: Child,
  isReady: () => boolean | Promise<boolean>,
): Promise<void> {
  const untilMs = performance.now() + startDeadlineMs;
  let hasExited = false;
  void child.exited.then(() => {
    hasExited = true;
  });
  while (!(await isReady())) {
    if (hasExited) throw didNotStart(child, "ended while starting");
    if (performance.now() >= untilMs) {
      await child.end({ signal: "SIGTERM", deadlineMs: 2_000 });
      throw didNotStart(child, `was not ready within ${startDeadlineMs / 1_000} s`);
    }
    await sleep(pollEveryMs);
  }
}

function didNotStart(child: Child, what: string): RemedyError {
  return new RemedyError(
    `${child.name} ${what}. Its last lines:\n${lastLogLines(child.logFile)}`,
    `Read ${child.logFile}; another port may help (--port-base), or --fresh for empty data.`,
  );
}
