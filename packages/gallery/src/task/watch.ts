import type { GalleryContext } from "../context.ts";
import { readTasksNow, type TasksNow } from "./read.ts";

/** Twice a second at most, whatever happens; seldom while nothing goes on. */
const busyMs = 500;
const calmMs = 2_000;

/**
 * What goes on, now and again whenever it has changed, until the signal aborts. It is read from the rows, so it says the
 * same at every replica, with Redis and without.
 */
export async function* watchTasks(
  ctx: GalleryContext,
  signal: AbortSignal,
): AsyncGenerator<TasksNow, void> {
  let told = "";
  while (!signal.aborted) {
    const now = await readTasksNow(ctx);
    const text = JSON.stringify(now);
    if (text !== told) yield now;
    told = text;
    const isBusy = now.active.length > 0 || now.backlog.some(({ leased }) => leased > 0);
    await ctx.clock.sleep(isBusy ? busyMs : calmMs, signal).catch(() => undefined);
  }
}
