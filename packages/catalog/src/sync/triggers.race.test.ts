import { goodTree } from "@homeport/catalog-format/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import type { SyncStep } from "../context.ts";
import { raiseWanted, readSource } from "../store.ts";

let catalog: CatalogFixture;

beforeEach(async () => {
  catalog = await openFixture();
  await catalog.data.push(goodTree());
});
afterEach(() => catalog[Symbol.asyncDispose]());

const signal = () => AbortSignal.timeout(20_000);
const fetches = () => catalog.gitRuns.filter((command) => command === "fetch").length;

/** Runs `act` the first time that a syncer gets to a step. */
function onceAt(wanted: SyncStep, act: () => Promise<void>) {
  let isDone = false;
  return async (step: SyncStep) => {
    if (step !== wanted || isDone) return;
    isDone = true;
    await act();
  };
}

test("a hundred requests in a burst end in at most two looks after the last one, and none is lost", async () => {
  let before = 0;
  const burst = onceAt("fetched", async () => {
    await Promise.all(Array.from({ length: 100 }, () => raiseWanted(catalog.db.orm, "webhook")));
    before = fetches();
  });
  await catalog.openSyncer("one", { pauseAt: burst }).sync(signal());
  expect(fetches() - before).toBeLessThanOrEqual(2);
  expect(await readSource(catalog.db.orm)).toMatchObject({ wantedSeq: 101, doneSeq: 101 });
});

test("a request that comes as a syncer lets go is seen by its look after that", async () => {
  const other = catalog.openSyncer("two");
  const late = onceAt("idle", async () => {
    await raiseWanted(catalog.db.orm, "webhook");
    // Whoever is woken by it finds the lease held, and leaves it to the holder: without the holder's look after the release it would be lost.
    await other.sync(signal());
    expect(await readSource(catalog.db.orm)).toMatchObject({ wantedSeq: 2, doneSeq: 1 });
  });
  await catalog.openSyncer("one", { pauseAt: late }).sync(signal());
  expect(await readSource(catalog.db.orm)).toMatchObject({ wantedSeq: 2, doneSeq: 2 });
});
