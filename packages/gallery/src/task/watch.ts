import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { followGallery } from "../news/follow.ts";
import { readTasksNow, type TasksNow } from "./read.ts";

/** Twice a second at most, whatever happens. */
const leastMs = 500;
/** Read again by then although nothing was told, which is how it goes on without Redis. */
const busyMs = 2_000;
const calmMs = 5_000;

/**
 * What goes on, now and again whenever it has changed, until the signal aborts. It is read from the rows, so it says the
 * same at every replica, with Redis and without; what is told of the gallery only has it read sooner.
 */
export async function* watchTasks(
  ctx: GalleryContext,
  signal: AbortSignal,
): AsyncGenerator<TasksNow, void> {
  using follower = followGallery(ctx, authorize(ctx, "gallery.read"), [
    "gallery.run",
    "gallery.image",
  ]);
  let told = "";
  while (!signal.aborted) {
    const now = await readTasksNow(ctx);
    const text = JSON.stringify(now);
    if (text !== told) yield now;
    told = text;
    const isBusy = now.active.length > 0 || now.backlog.some(({ leased }) => leased > 0);
    await ctx.clock.sleep(leastMs, signal).catch(() => undefined);
    await follower.next((isBusy ? busyMs : calmMs) - leastMs, signal);
  }
}
