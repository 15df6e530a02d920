import { goodTree } from "@homeport/catalog-format/testing";
import { connectRedis, openFeed } from "@homeport/coordination";
import {
  type Clock,
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import type { SyncStep } from "../context.ts";
import { openCatalogReader } from "../reader/open-reader.ts";
import type { Syncer } from "../sync/syncer.ts";
import { type ReloadDeps, reloadCatalog } from "./reload.ts";

const stack = new AsyncDisposableStack();
let catalog: CatalogFixture;
let deps: Omit<ReloadDeps, "wake" | "clock">;
/** Stands still once it has fetched, until it is let go on. */
let syncer: Syncer;
let goOn = Promise.withResolvers<void>();

beforeAll(async () => {
  catalog = stack.use(await openFixture());
  const { db, sql } = catalog;
  const redis = stack.use(await freshRedis());
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  /** The feed of a process of its own. */
  const openProcess = async () => {
    const link = stack.use(await connectRedis({ ...shared, url: redis.url, use: "main" }));
    const opened = stack.use(await openFeed({ ...shared, sql, redis: link }));
    const isFollowing = () => opened.status().redis === "following";
    await waitFor(isFollowing, { deadlineMs: 5_000, what: "a feed that follows Redis" });
    return opened;
  };
  const [feed, workers] = await Promise.all([openProcess(), openProcess()]);
  // The first announcement there ever was has everybody forget what they know: it says more than it tells of.
  const heard: string[] = [];
  const stop = feed.subscribe(["catalog.sync"], {
    apply: (_topic, key) => void heard.push(key),
    flush: () => undefined,
  });
  await waitFor(() => workers.announce("catalog.sync", "0").then(() => heard.includes("0")), {
    ...{ deadlineMs: 5_000, what: "an announcement to come from one process to the other" },
  });
  stop();
  const pauseAt = (step: SyncStep) => (step === "fetched" ? goOn.promise : Promise.resolve());
  syncer = catalog.openSyncer("one", { feed: workers, pauseAt });
  const reader = stack.use(
    openCatalogReader({
      ...{ db, feed, clock: systemClock, random: systemRandom, log: silentLog },
      events: { applied: () => undefined, refused: () => undefined },
      ...{ replicaId: "web-1", appVersion: "1.0.0" },
    }),
  );
  const cursors = createCursorCodec(deriveKeys("a secret of at least thirty-two characters"));
  deps = { db, reader, cursors, feed };
});
afterAll(() => stack.disposeAsync());

interface Way {
  /** How long it rests between two looks of its own. */
  readonly rest: Clock["sleep"];
  readonly hears?: boolean;
  readonly withinMs?: number;
}

/** A reload that has looked once in vain before the look that it waits for ends. */
async function reload({ rest, hears = true, withinMs = 10_000 }: Way) {
  goOn = Promise.withResolvers<void>();
  const clock: Clock = {
    ...systemClock,
    sleep: (delayMs, signal) => {
      goOn.resolve();
      return rest(delayMs, signal);
    },
  };
  let synced: Promise<unknown> = Promise.resolve();
  const wake = async () => {
    synced = syncer.sync(AbortSignal.timeout(20_000));
  };
  const feed = hears ? deps.feed : { subscribe: () => () => undefined };
  const way = { deliveryId: null, signal: AbortSignal.timeout(withinMs) };
  try {
    return await reloadCatalog({ ...deps, feed, clock, wake }, {}, way);
  } finally {
    goOn.resolve();
    await synced;
  }
}

/** The next look by oneself never comes. */
const forever: Clock["sleep"] = (_delayMs, signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

const broken = () => goodTree().set("apps/no/notes/app.toml", "schema = = 1\n");
const push = (tree = goodTree()) => catalog.data.push(tree);

test.each([
  ["brings a new generation", () => push(), { is: "done", told: { outcome: "fast-forwarded" } }],
  ["finds nothing new", async () => "", { is: "done", told: { outcome: "in-sync" } }],
  ["is rejected", () => push(broken()), { is: "refused", code: "CATALOG_REJECTED" }],
])(
  "a reload whose look %s is answered when it is told of, without another look at the table",
  async (_what, act, answer) => {
    await act();
    expect(await reload({ rest: forever })).toMatchObject(answer);
  },
);

test("a reload that hears nothing is answered by its own looks, and only by those", async () => {
  await push();
  const asleep = reload({ rest: forever, hears: false, withinMs: 500 });
  await expect(asleep).rejects.toMatchObject({ name: "TimeoutError" });
  await push(goodTree().set("README.md", "# Once more\n"));
  const answer = await reload({ rest: systemClock.sleep, hears: false });
  expect(answer).toMatchObject({ is: "done", told: { outcome: "fast-forwarded" } });
});
