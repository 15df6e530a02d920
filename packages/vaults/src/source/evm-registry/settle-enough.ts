import type { Clock, Timer } from "@homeport/platform";
import { ReadFailure } from "./failure.ts";

/** How long those are still heard who come later than as many as are enough: one that hangs delays nobody by more. */
export const lateByMs = 500;

/**
 * What each of several that were asked at once has said, as soon as all have, or a short while after as many as are enough. Who
 * has said nothing by then counts as one that timed out. Where too few say anything, it takes as long as the last of them.
 */
export function settleEnough<T>(
  clock: Pick<Clock, "after">,
  asked: readonly Promise<T>[],
  enough: number,
): Promise<readonly PromiseSettledResult<T>[]> {
  return new Promise((resolve) => {
    const heard = asked.map(
      (): PromiseSettledResult<T> => ({ status: "rejected", reason: new ReadFailure("timeout") }),
    );
    let [good, left] = [0, asked.length];
    let late: Timer | null = null;
    const end = () => {
      late?.cancel();
      resolve([...heard]);
    };
    if (left === 0) end();
    const note = (at: number, one: PromiseSettledResult<T>) => {
      heard[at] = one;
      left -= 1;
      if (one.status === "fulfilled") good += 1;
      if (left === 0) end();
      else if (one.status === "fulfilled" && good === enough) late = clock.after(lateByMs, end);
    };
    for (const [at, one] of asked.entries()) {
      one.then(
        (value) => note(at, { status: "fulfilled", value }),
        (reason: unknown) => note(at, { status: "rejected", reason }),
      );
    }
  });
}
