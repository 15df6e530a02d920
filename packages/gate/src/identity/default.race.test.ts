import type { Tx } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOrganization, openWorld, ownerContext, type World } from "../../test/fixture.ts";
import { createIdentity, listIdentities } from "../index.ts";
import { lockOrganization, moveDefault } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

type Take = (tx: Tx, organizationId: string) => Promise<void>;

/** Two moves at once: the second has begun, and waits, when the first is committed. */
async function moveTwice(take: Take) {
  const { db, deps } = world.relay;
  const organizationId = await addOrganization(deps);
  const ctx = ownerContext(deps, organizationId);
  const add = async (name: string) => (await createIdentity(ctx, { name, email: null })).identity;
  const [left, right] = [await add("left"), await add("right")];
  const moved = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const one = db.system("test", async (tx) => {
    await take(tx, organizationId);
    await moveDefault(tx, organizationId, left.identityId);
    moved.resolve();
    await go.promise;
  });
  await moved.promise;
  const two = db.system("test", async (tx) => {
    await take(tx, organizationId);
    await moveDefault(tx, organizationId, right.identityId);
  });
  const outcomes = Promise.allSettled([one, two]);
  await waitFor(isSomebodyWaiting, { deadlineMs: 10_000 });
  go.resolve();
  const statuses = (await outcomes).map((outcome) => outcome.status);
  const all = await listIdentities(ctx);
  return { statuses, defaults: all.filter((one) => one.isDefault).map((one) => one.name) };
}

async function isSomebodyWaiting(): Promise<boolean> {
  const [row] = await world.relay.db.orm.execute(sql`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  return row?.["n"] === 1;
}

test("of two that become the default at once both succeed, and the later one is it", async () => {
  const { statuses, defaults } = await moveTwice(lockOrganization);
  expect(statuses).toEqual(["fulfilled", "fulfilled"]);
  expect(defaults).toEqual(["right"]);
});

test("control: without the organization's lock the second is refused by the index", async () => {
  const { statuses, defaults } = await moveTwice(() => Promise.resolve());
  expect(statuses).toEqual(["fulfilled", "rejected"]);
  expect(defaults).toEqual(["left"]);
});
