import type { GalleryDeps } from "../context.ts";
import { type GalleryTopic, galleryTopics } from "./tell.ts";

/** Listens to what one gallery is told to be another in, until disposed. */
export interface Follower extends Disposable {
  /** What was told since the last call; waits for something, `mostMs` at most, and answers nothing then. */
  next(mostMs: number, signal: AbortSignal): Promise<readonly GalleryTopic[]>;
}

/** Bounded by the number of topics, however much is told while nobody asks. */
export function followGallery(
  { feed, clock }: Pick<GalleryDeps, "feed" | "clock">,
  organizationId: string,
  topics: readonly GalleryTopic[] = galleryTopics,
): Follower {
  const told = new Set<GalleryTopic>();
  let wake: () => void = () => undefined;
  const unsubscribe = feed?.subscribe(topics, {
    apply(topic, key) {
      const known = topics.find((each) => each === topic);
      if (known === undefined || key !== organizationId) return;
      told.add(known);
      wake();
    },
    // Something may have been missed, which is as good a reason to look.
    flush() {
      for (const topic of topics) told.add(topic);
      wake();
    },
  });
  return {
    async next(mostMs, signal) {
      if (told.size === 0) {
        const woken = new AbortController();
        wake = () => woken.abort();
        const ends = AbortSignal.any([signal, woken.signal]);
        await clock.sleep(mostMs, ends).catch(() => undefined);
        wake = () => undefined;
      }
      const topicsTold = [...told];
      told.clear();
      return topicsTold;
    },
    [Symbol.dispose]: () => unsubscribe?.(),
  };
}
