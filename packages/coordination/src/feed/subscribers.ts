import type { Topic } from "../topics.ts";
import type { FeedSubscriber, FlushReason } from "./feed-port.ts";

export interface Subscribers {
  add(topics: readonly Topic[], subscriber: FeedSubscriber): () => void;
  apply(topic: Topic, key: string): void;
  flush(reason: FlushReason): void;
}

/** Who wants which topic, in this process. */
export function createSubscribers(): Subscribers {
  const byTopic = new Map<Topic, Set<FeedSubscriber>>();
  const all = new Set<FeedSubscriber>();

  return {
    add(topics, subscriber) {
      all.add(subscriber);
      for (const topic of topics) {
        const wanting = byTopic.get(topic) ?? new Set();
        byTopic.set(topic, wanting.add(subscriber));
      }
      return () => {
        all.delete(subscriber);
        for (const topic of topics) byTopic.get(topic)?.delete(subscriber);
      };
    },
    apply(topic, key) {
      for (const subscriber of byTopic.get(topic) ?? []) subscriber.apply(topic, key);
    },
    flush(reason) {
      for (const subscriber of all) subscriber.flush(reason);
    },
  };
}
