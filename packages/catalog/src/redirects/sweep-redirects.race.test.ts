import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { lockSource } from "../operate/store.ts";
import { sweepRedirects } from "./sweep-redirects.ts";

let catalog: CatalogFixture;

beforeAll(async () => {
  catalog = await openFixture();
  const ended = 'to = "notes"\nmovedAt = 2025-01-01\nexpiresAt = 2025-02-01\n';
  await catalog.data.push(goodTree().set("slug-history/old-notes.toml", ended));
  await catalog.sync(catalog.openSyncer("one"));
});
afterAll(() => catalog[Symbol.asyncDispose]());

const sweep = () =>
  sweepRedirects({ db: catalog.db, clock: systemClock, events: { swept: () => {} } });

/** How many sessions of this database wait for a lock. */
async function countWaiting(): Promise<number> {
  const [row] = await catalog.db.orm.execute<{ waiting: number }>(
    sql`select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.waiting ?? 0;
}

test("of two workers that both found what has ended, one asks for it to go", async () => {
  const over = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  // Both have looked by the time that either may write.
  const holding = catalog.db.system("test.hold-source", async (tx) => {
    await lockSource(tx);
    held.resolve();
    await over.promise;
  });
  await held.promise;
  const sweeps = Promise.all([sweep(), sweep()]);
  try {
    await waitFor(async () => (await countWaiting()) === 2, {
      deadlineMs: 10_000,
      what: "both sweeps at the lock",
    });
  } finally {
    over.resolve();
    await holding;
  }
  const counts = (await sweeps).map(({ redirects }) => redirects);
  expect(counts.toSorted()).toEqual([0, 1]);
  expect(await catalog.db.orm.select().from(schema.catalogOperation)).toHaveLength(1);
});
