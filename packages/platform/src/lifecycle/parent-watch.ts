import type { Clock } from "../clock/clock.ts";

const checkEveryMs = 1_000;

export interface ParentWatchOptions {
  clock: Clock;
  /** The process whose end is this one's end. */
  parentPid: number;
  /** The id of the current parent; the kernel changes it when the parent dies. */
  readParentPid: () => number;
  /** Whether a process with this id exists. */
  isAlive: (pid: number) => boolean;
  onGone: () => void;
}

/**
 * Calls `onGone` once when the parent is gone, within about a second. The number of a dead process may
 * be used again, so a direct child also looks at its own parent id, which no stranger can take.
 */
export function watchParent(options: ParentWatchOptions): Disposable {
  const { clock, parentPid } = options;
  const direct = options.readParentPid() === parentPid;
  let timer = clock.after(checkEveryMs, check).unref();
  function check() {
    const gone = direct ? options.readParentPid() !== parentPid : !options.isAlive(parentPid);
    if (gone) options.onGone();
    else timer = clock.after(checkEveryMs, check).unref();
  }
  return { [Symbol.dispose]: () => timer.cancel() };
}
