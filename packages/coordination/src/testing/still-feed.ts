import type { Feed } from "../feed/feed-port.ts";
import { createSubscribers, type Subscribers } from "../feed/subscribers.ts";

/** The part of a feed that a cache uses, with its age in the test's hands. */
export interface StillFeed extends Subscribers {
  ageMs: number;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
}

export function createStillFeed(): StillFeed {
  const subscribers = createSubscribers();
  const still: StillFeed = {
    ...subscribers,
    ageMs: 0,
    feed: {
      ageMs: () => still.ageMs,
      ensureFresh: async (maxAgeMs) => still.ageMs <= maxAgeMs,
      subscribe: (topics, subscriber) => subscribers.add(topics, subscriber),
    },
  };
  return still;
}
