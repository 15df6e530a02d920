import { connectRedis, openFeed, topics } from "@homeport/coordination";
import { createSqlPort, openFeedConnection } from "@homeport/db";
import type { Command } from "./answer.ts";

/** `feed tail`: what every replica hears, as it hears it, until Ctrl-C. Without Redis half a second later. */
export const tailFeed: Command = async (ctx) => {
  const { db, place, print, signal, clock, log, metrics } = ctx;
  const parts = { clock, log, metrics };
  await using stack = new AsyncDisposableStack();
  const connection = stack.use(
    openFeedConnection({ url: place.databaseUrl, app: "ops", ...parts }),
  );
  const redis =
    place.redisUrl === null
      ? null
      : stack.use(await connectRedis({ url: place.redisUrl, use: "feed", ...parts }));
  const feed = stack.use(await openFeed({ sql: createSqlPort(db, connection), redis, ...parts }));
  let heard = 0;
  feed.subscribe(topics, {
    apply(topic, key) {
      heard += 1;
      print({ at: new Date(clock.nowMs()), topic, key });
    },
    flush: (reason) => print({ at: new Date(clock.nowMs()), topic: "gap", key: reason }),
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return { done: `${heard} changes were heard.` };
};
