import { setTimeout as sleep } from "node:timers/promises";

type Falsy = false | null | undefined | 0 | "";

/**
 * Asks again and again until the condition answers with something, and hands that back. Rejects past
 * the deadline, with the last error that the condition threw as its cause.
 */
export async function waitFor<T>(
  condition: () => T | Falsy | Promise<T | Falsy>,
  options: { deadlineMs: number; everyMs?: number; what?: string },
): Promise<T> {
  const untilMs = performance.now() + options.deadlineMs;
  let cause: unknown;
  do {
    try {
      const answer = await condition();
      if (answer) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(options.everyMs ?? 10);
  } while (performance.now() < untilMs);
  const what = options.what ?? condition.toString().slice(0, 120);
  throw new Error(`Not within ${options.deadlineMs} ms: ${what}`, { cause });
}
