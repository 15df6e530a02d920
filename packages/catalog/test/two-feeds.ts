import { connectRedis, type Feed, openFeed, type SqlPort } from "@homeport/coordination";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";

const deadlineMs = 5_000;

/** The feeds of a web process and of a worker over one Redis: what one announces, the other hears. Both are the stack's to close. */
export async function openTwoFeeds(
  stack: AsyncDisposableStack,
  sql: SqlPort,
): Promise<{ readonly web: Feed; readonly worker: Feed }> {
  const redis = stack.use(await freshRedis());
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const open = async () => {
    const link = stack.use(await connectRedis({ ...shared, url: redis.url, use: "main" }));
    const feed = stack.use(await openFeed({ ...shared, sql, redis: link }));
    const isFollowing = () => feed.status().redis === "following";
    await waitFor(isFollowing, { deadlineMs, what: "a feed that follows Redis" });
    return feed;
  };
  const [web, worker] = await Promise.all([open(), open()]);
  // The first announcement there ever was has everybody forget what they know: it says more than it tells of.
  const heard: string[] = [];
  const stop = web.subscribe(["catalog.sync"], {
    apply: (_topic, key) => void heard.push(key),
    flush: () => undefined,
  });
  await waitFor(() => worker.announce("catalog.sync", "0").then(() => heard.includes("0")), {
    ...{ deadlineMs, what: "an announcement to come from one process to the other" },
  });
  stop();
  return { web, worker };
}
