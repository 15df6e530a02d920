import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { followGallery } from "./follow.ts";
import type { GalleryTopic } from "./tell.ts";

/** However many photos are being worked on, whoever looks reads them again once a second. */
const leastMs = 1_000;
/** Only so that a wait has an end: nothing is said after it. */
const mostMs = 60_000;

/**
 * What has become another in the gallery, as soon as it is told and once a second at most, until the signal aborts. It
 * carries no rows: whoever hears it asks for what they show, as they may. Its first word is empty and says that from here
 * on they are told.
 */
export async function* watchGallery(
  ctx: GalleryContext,
  signal: AbortSignal,
): AsyncGenerator<readonly GalleryTopic[], void> {
  using follower = followGallery(ctx, authorize(ctx, "gallery.read"));
  yield [];
  while (!signal.aborted) {
    const topics = await follower.next(mostMs, signal);
    if (topics.length === 0) continue;
    yield topics;
    await ctx.clock.sleep(leastMs, signal).catch(() => undefined);
  }
}
