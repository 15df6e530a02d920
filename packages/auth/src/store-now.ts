import type { Feed } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";

export interface StoreClock {
  readonly clock: Pick<Clock, "nowMs">;
  readonly feed: Pick<Feed, "clockOffsetMs">;
}

/** The store's time, as far as it can be told without asking: this machine's less what its clock is ahead. */
export function storeNow({ clock, feed }: StoreClock): Date {
  return new Date(clock.nowMs() - feed.clockOffsetMs());
}

/** The moment of the store's time that is as far from its now as `at` is from this machine's. */
export function inStoreTime(store: StoreClock, at: Date): Date {
  return new Date(storeNow(store).getTime() + at.getTime() - Date.now());
}
