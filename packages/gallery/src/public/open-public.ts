import { createCache, type Feed } from "@homeport/coordination";
import type { Metrics } from "@homeport/platform";
import type { GalleryDeps } from "../context.ts";
import { type Barrier, createBarrier } from "./barrier.ts";
import { createHeldKeys } from "./held-keys.ts";
import { findMediaFacts, readGenerations } from "./store.ts";
import { createTurnstile, type Turnstile } from "./turnstile.ts";

export type MediaFacts = NonNullable<Awaited<ReturnType<typeof findMediaFacts>>>;

/** What public answers stand on in one process. */
export interface PublicGallery extends Disposable {
  readonly deps: GalleryDeps;
  readonly barrier: Barrier;
  /** A try of a password costs a thread and 32 MiB. */
  readonly passwordTurn: Turnstile;
  /** As they stood at these generations, or later. */
  readMediaFacts(
    image: { organizationId: string; imageId: string },
    visibility: number,
  ): Promise<MediaFacts | null>;
  /** Texts of a gallery that are rendered once for each key; a key names the generations that it was asked under. */
  remember(
    name: string,
    render: (key: string) => Promise<string>,
  ): (organizationId: string, key: string) => Promise<string>;
}

const entriesMost = 50_000;
const textsMost = 500;
const keptMs = 3_600_000;
/** What is said of a gallery when it is another; its entries are never asked for again then. */
const topics = ["gallery.image", "gallery.album", "gallery.settings"] as const;
/** Whoever comes behind these would wait for longer than they like. */
const waitingMost = 20;

/**
 * Opens what public answers of this process stand on. What is remembered is remembered under the generations that an
 * answer has just read: so no answer that begins after a change has returned shows the older state, whatever the feed does.
 * The feed only has a gallery's entries dropped sooner than their age would.
 */
export function openPublicGallery(
  deps: GalleryDeps,
  { feed, metrics }: { feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">; metrics: Metrics },
): PublicGallery {
  const { orm } = deps.db;
  const stack = new DisposableStack();
  /** Reads by key, each of one gallery. */
  function openCache<V>(
    name: string,
    maxEntries: number,
    load: (key: string) => Promise<V | undefined>,
  ) {
    const held = createHeldKeys(maxEntries);
    const cache = stack.use(
      createCache<V>({
        ...{ name, topics, maxEntries, maxAgeMs: keptMs, load },
        // Only what was read to its end is held: nobody reads twice because somebody else uploads.
        keysOf: (_topic, organizationId) => held.take(organizationId),
        ...{ feed, clock: deps.clock, metrics },
      }),
    );
    return async (organizationId: string, key: string) => {
      const value = await cache.get(key);
      held.add(organizationId, key);
      return value;
    };
  }
  const media = openCache<MediaFacts>(
    "gallery-media",
    entriesMost,
    async (key) => (await findMediaFacts(orm, key.split("@", 1)[0] ?? "")) ?? undefined,
  );
  return {
    deps,
    remember(name, render) {
      const texts = openCache(name, textsMost, render);
      return async (organizationId, key) => (await texts(organizationId, key)) ?? "";
    },
    passwordTurn: createTurnstile(waitingMost),
    barrier: createBarrier(async (organizationIds) => {
      const startedMs = deps.clock.monotonicMs();
      const generations = await readGenerations(orm, organizationIds);
      deps.events.barrierRead(deps.clock.monotonicMs() - startedMs);
      return generations;
    }),
    readMediaFacts: async ({ organizationId, imageId }, visibility) =>
      (await media(organizationId, `${imageId}@${visibility}`)) ?? null,
    [Symbol.dispose]: () => stack.dispose(),
  };
}
