import type { Clock, Log } from "@homeport/platform";
import { logAfterCommitFailed } from "./events.ts";

/** Collects what must happen only once the transaction stands: announcements, wakes, mails. */
export interface AfterCommit {
  /** Runs after the commit; never when the transaction is rolled back. Its failure fails nobody. */
  commit(effect: () => void | Promise<void>): void;
}

/** What `db.write` hands over beside the transaction. */
export interface WriteScope extends AfterCommit {
  /** Adds to the detail of the audit row, for what is known only inside the transaction. */
  note(detail: Readonly<Record<string, unknown>>): void;
}

/** A caller waits for its announcements, so that its next request sees them, but not for long. */
const patienceMs = 500;

export type Effect = () => void | Promise<void>;

/**
 * Runs the effects together and waits for them at most half a second; later ones go on by themselves.
 * The fact is committed: what fails here is logged, and the change log tells everyone all the same.
 */
export async function runEffects(
  effects: readonly Effect[],
  deps: { clock: Clock; log: Log },
): Promise<void> {
  if (effects.length === 0) return;
  const stop = new AbortController();
  const all = Promise.all(effects.map((effect) => runEffect(effect, deps.log)));
  const late = deps.clock.sleep(patienceMs, stop.signal).catch(() => undefined);
  await Promise.race([all, late]);
  stop.abort();
}

async function runEffect(effect: Effect, log: Log): Promise<void> {
  try {
    await effect();
  } catch (error) {
    logAfterCommitFailed(log, error);
  }
}
