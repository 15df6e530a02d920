import { createCache, type Feed } from "@homeport/coordination";
import type { Metrics } from "@homeport/platform";
import type { GalleryDeps } from "../context.ts";
import { type Barrier, createBarrier } from "./barrier.ts";
import { findMediaFacts, readGenerations } from "./store.ts";
import { createTurnstile, type Turnstile } from "./turnstile.ts";

export type MediaFacts = NonNullable<Awaited<ReturnType<typeof findMediaFacts>>>;

/** What public answers stand on in one process. */
export interface PublicGallery extends Disposable {
  readonly deps: GalleryDeps;
  readonly barrier: Barrier;
  /** A try of a password costs a thread and 32 MiB. */
  readonly passwordTurn: Turnstile;
  /** A clean copy holds a whole original in memory. */
  readonly copyTurn: Turnstile;
  /** As they stood at these generations, or later. */
  readMediaFacts(imageId: string, visibility: number): Promise<MediaFacts | null>;
  /** Texts that are rendered once for each key; a key names the generations that it was asked under. */
  remember(
    name: string,
    render: (key: string) => Promise<string>,
  ): (key: string) => Promise<string>;
}

const entriesMost = 50_000;
const textsMost = 500;
const keptMs = 3_600_000;
/** Whoever comes behind these would wait for longer than they like. */
const waitingMost = 20;

/**
 * Opens what public answers of this process stand on. What is remembered is remembered under the generations that an
 * answer has just read: so no answer that begins after a change has returned shows the older state, whatever the feed does.
 */
export function openPublicGallery(
  deps: GalleryDeps,
  { feed, metrics }: { feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">; metrics: Metrics },
): PublicGallery {
  const { orm } = deps.db;
  const media = createCache<MediaFacts>({
    name: "gallery-media",
    topics: [],
    maxEntries: entriesMost,
    maxAgeMs: keptMs,
    load: async (key) => (await findMediaFacts(orm, key.split("@", 1)[0] ?? "")) ?? undefined,
    feed,
    clock: deps.clock,
    metrics,
  });
  const stack = new DisposableStack();
  stack.use(media);
  return {
    deps,
    remember(name, render) {
      const texts = stack.use(
        createCache<string>({
          ...{ name, topics: [], maxEntries: textsMost, maxAgeMs: keptMs, load: render },
          ...{ feed, clock: deps.clock, metrics },
        }),
      );
      return async (key) => (await texts.get(key)) ?? "";
    },
    passwordTurn: createTurnstile(waitingMost),
    copyTurn: createTurnstile(waitingMost),
    barrier: createBarrier(async (organizationIds) => {
      const startedMs = deps.clock.monotonicMs();
      const generations = await readGenerations(orm, organizationIds);
      deps.events.barrierRead(deps.clock.monotonicMs() - startedMs);
      return generations;
    }),
    readMediaFacts: async (imageId, visibility) =>
      (await media.get(`${imageId}@${visibility}`)) ?? null,
    [Symbol.dispose]: () => stack.dispose(),
  };
}
