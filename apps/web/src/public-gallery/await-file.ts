/** What became of a file that may still have to be made: it is there, it is not to be had, or it takes too long. */
export type AwaitedFile = "ready" | "refused" | "late";

const triesMost = 60;
const usualWaitMs = 2_000;
const mostWaitMs = 30_000;

/**
 * Asks for a file until it is there, as often as the answers say. Rejects when there is no answer, and when `signal` aborts.
 * `wait` takes milliseconds.
 */
export async function awaitFile(
  address: string,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<AwaitedFile> {
  for (let tries = 0; tries < triesMost; tries += 1) {
    const { ok, status, headers } = await fetch(address, {
      ...{ method: "HEAD", cache: "no-store", signal },
    });
    if (ok) return "ready";
    if (status !== 503 && status !== 429) return "refused";
    const seconds = Number(headers.get("Retry-After"));
    const waitMs = seconds > 0 ? seconds * 1_000 : usualWaitMs;
    await wait(Math.min(waitMs, mostWaitMs), signal);
  }
  return "late";
}
