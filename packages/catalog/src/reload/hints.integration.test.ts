import { goodTree } from "@homeport/catalog-format/testing";
import {
  type Clock,
  createCursorCodec,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { openTwoFeeds } from "../../test/two-feeds.ts";
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
  const { db } = catalog;
  const { web: feed, worker } = await openTwoFeeds(stack, catalog.sql);
  const pauseAt = (step: SyncStep) => (step === "fetched" ? goOn.promise : Promise.resolve());
  syncer = catalog.openSyncer("one", { feed: worker, pauseAt });
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
