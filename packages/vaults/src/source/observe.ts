import type { Clock } from "@homeport/platform";
import type { Observation } from "../core/index.ts";
import { type Source, type SourceTarget, sourceDeadlineMs } from "./source.ts";

/** One look at a source, ended at its deadline whatever the source does. */
export async function observeWithin(
  clock: Clock,
  target: SourceTarget,
  look: (target: SourceTarget) => Promise<Observation>,
): Promise<Observation> {
  const over = new AbortController();
  const deadline = clock.after(sourceDeadlineMs, () => over.abort());
  const signal = AbortSignal.any([target.signal, over.signal]);
  const late = Promise.withResolvers<Observation>();
  const end = () => late.resolve({ kind: "unavailable", reason: "timeout" });
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([look({ ...target, signal }).catch(broken), late.promise]);
  } finally {
    deadline.cancel();
    // A joined signal that somebody listens to lives as long as each that it was joined of: here, as the process.
    signal.removeEventListener("abort", end);
  }
}

/** What a source has at a nonce; one without a history cannot tell. */
export async function observeNonce(
  source: Source,
  target: SourceTarget,
  nonce: number,
): Promise<Observation> {
  return source.observeAt === undefined
    ? { kind: "unavailable", reason: "no-history" }
    : await source.observeAt(target, nonce);
}

/** A source that throws all the same says nothing. */
function broken(): Observation {
  return { kind: "unavailable", reason: "fault" };
}
