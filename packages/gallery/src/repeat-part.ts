import type { Clock } from "@homeport/platform";

/** A task may run for five minutes: what is left then would be taken for a failure. */
const mostMs = 240_000;

/**
 * Does one part of upkeep after the other until a part says that none is left, or for four minutes; the rest is left to
 * the next turn. Rejects with what `signal` was aborted with, between two parts.
 */
export async function repeatPart(
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
  part: () => Promise<"more" | "none">,
): Promise<void> {
  const untilMs = clock.monotonicMs() + mostMs;
  do signal?.throwIfAborted();
  while ((await part()) === "more" && clock.monotonicMs() < untilMs);
}
