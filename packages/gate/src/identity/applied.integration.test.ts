import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { freshRedis } from "@homeport/testkit";
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import {
  addApp,
  addOrganization,
  openWorld,
  ownerContext,
  type RelayOptions,
  startRelay,
  type TestApp,
  type TestRelay,
} from "../../test/fixture.ts";
import {
  type Applied,
  chooseIdentity,
  createDefaultIdentity,
  createIdentity,
  deleteIdentity,
  makeDefaultIdentity,
  updateIdentity,
  whenApplied,
} from "../index.ts";

/** A console that writes, and three relays that decide. */
async function openFleet(options: RelayOptions) {
  const stack = new AsyncDisposableStack();
  const { redisUrl } = options;
  const world = stack.use(await openWorld(redisUrl === undefined ? {} : { redisUrl }));
  const start = () => startRelay(world.url, { ...options, registered: true });
  const relays = (await Promise.all([start(), start(), start()])).map((one) => stack.use(one));
  const { deps } = world.relay;
  const ctx = ownerContext(deps, world.organizationId, world.owner.userId);
  return { ...world, deps, ctx, relays, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

type Fleet = Awaited<ReturnType<typeof openFleet>>;

/** Under which identity the very next request reaches the app, at each relay; null where there is no such app. */
async function askEach(relays: readonly TestRelay[], app: Pick<TestApp, "hostname">) {
  const admissions = await Promise.all(relays.map((relay) => relay.visit(app.hostname, "/")));
  return admissions.map((one) => {
    if (one.kind !== "pass") return null;
    return one.rawHeaders[one.rawHeaders.indexOf("X-Homeport-Identity") + 1] ?? "";
  });
}

const everywhere: Applied = { relays: 3, of: 3 };

async function walkThroughWriters(fleet: Fleet) {
  const { ctx, deps, relays } = fleet;
  const app = await addApp(deps, fleet.organizationId, "notes", "public");
  const seen: [string, Applied, (string | null)[]][] = [];
  const note = async (what: string, applied: Applied) =>
    void seen.push([what, applied, await askEach(relays, app)]);

  await note("app created", await whenApplied(deps, "app.gate", app.appId));
  const [first] = await deps.db.orm
    .select({ id: schema.identities.id })
    .from(schema.identities)
    .where(eq(schema.identities.organizationId, fleet.organizationId));
  const renamed = await updateIdentity(ctx, {
    ...{ identityId: first?.id ?? "", name: "Lovelace", email: null },
  });
  await note("update", renamed.applied);
  const shop = await createIdentity(ctx, { name: "Shop", email: "shop@example.org" });
  await note("create", shop.applied);
  const { identityId } = shop.identity;
  const chosen = await chooseIdentity(ctx, { appId: app.appId, identityId });
  await note("choose", chosen.applied);
  await note("delete", (await deleteIdentity(ctx, { identityId })).applied);
  const lab = await createIdentity(ctx, { name: "Lab", email: null });
  const moved = await makeDefaultIdentity(ctx, { identityId: lab.identity.identityId });
  await note("make default", moved.applied);
  await deps.db.orm.delete(schema.apps).where(eq(schema.apps.id, app.appId));
  await deps.feed.announce("app.gate", app.appId);
  await note("app removed", await whenApplied(deps, "app.gate", app.appId));
  return seen;
}

const three = (name: string | null) => [name, name, name];
const table = [
  ["app created", everywhere, three("Ada")],
  ["update", everywhere, three("Lovelace")],
  ["create", everywhere, three("Lovelace")],
  ["choose", everywhere, three("Shop")],
  ["delete", everywhere, three("Lovelace")],
  ["make default", everywhere, three("Lab")],
  ["app removed", everywhere, three(null)],
];

/** An organization that has an app and, since somebody wrote it by hand, no identity yet. */
async function addBareOrganization(fleet: Fleet): Promise<TestApp & { organizationId: string }> {
  const organizationId = newId();
  const row = { id: organizationId, name: "Bare", slug: organizationId };
  await fleet.deps.db.orm.insert(schema.organizations).values(row);
  const app = await addApp(fleet.deps, organizationId, "bare", "public");
  await whenApplied(fleet.deps, "app.gate", app.appId);
  return { ...app, organizationId };
}

async function giveFirstIdentity(fleet: Fleet, organizationId: string): Promise<Applied> {
  await fleet.deps.db.system("test", async (tx, after) => {
    const input = { organizationId, name: "First", email: null };
    await createDefaultIdentity(fleet.deps, { tx, after }, input);
  });
  return await whenApplied(fleet.deps, "identity", organizationId);
}

describe.each(["with Redis", "without Redis"])("%s", (store) => {
  test("each identity writer changes the next request's headers, the first default included", async () => {
    await using redis = store === "with Redis" ? await freshRedis() : null;
    await using fleet = await openFleet(redis === null ? {} : { redisUrl: redis.url });
    expect(await walkThroughWriters(fleet)).toEqual(table);
    const bare = await addBareOrganization(fleet);
    expect(await askEach(fleet.relays, bare)).toEqual(three(""));
    expect(await giveFirstIdentity(fleet, bare.organizationId)).toEqual(everywhere);
    expect(await askEach(fleet.relays, bare)).toEqual(three("First"));
  });
});

test("relays that hear nothing are not counted, and the answer comes all the same", async () => {
  const deaf: RelayOptions = {
    throughFeed: (feed) => ({ ...feed, subscribe: () => () => undefined }),
  };
  await using fleet = await openFleet(deaf);
  const { ctx, relays, deps } = fleet;
  const app = await addApp(deps, fleet.organizationId, "notes", "public");
  const nowhere = { relays: 0, of: 3 };
  expect(await whenApplied(deps, "app.gate", app.appId)).toEqual(nowhere);
  expect(await askEach(relays, app)).toEqual(three(null));
  expect((await createIdentity(ctx, { name: "Shop", email: null })).applied).toEqual(nowhere);
});

test("a relay that is gone is waited for a second, and after that for no longer than it is seen", async () => {
  await using fleet = await openFleet({});
  const { deps } = fleet;
  await deps.db.orm.insert(schema.replicas).values({
    ...{ id: "gone", app: "relay", version: "0", hostname: "test", pid: 1 },
    ...{ state: "ready", capacity: 1, poolMax: 1 },
  });
  const app = await addApp(deps, fleet.organizationId, "notes", "public");
  expect(await whenApplied(deps, "app.gate", app.appId)).toEqual({ relays: 3, of: 4 });
  await deps.db.orm
    .update(schema.replicas)
    .set({ seenAt: sql`clock_timestamp() - interval '1 minute'` })
    .where(eq(schema.replicas.id, "gone"));
  expect(await whenApplied(deps, "app.gate", app.appId)).toEqual(everywhere);
});

test("a transaction that stays open elsewhere holds nobody up", async () => {
  await using fleet = await openFleet({});
  const done = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const open = fleet.deps.db.system("test", async (tx) => {
    await tx.execute(sql`select pg_current_xact_id()`);
    begun.resolve();
    await done.promise;
  });
  await begun.promise;
  const { applied } = await createIdentity(fleet.ctx, { name: "Shop", email: null });
  done.resolve();
  await open;
  expect(applied).toEqual(everywhere);
});

test("where no relay runs the answer comes at once", async () => {
  await using world = await openWorld();
  const organizationId = await addOrganization(world.relay.deps);
  const ctx = ownerContext(world.relay.deps, organizationId);
  const { applied } = await createIdentity(ctx, { name: "Shop", email: null });
  expect(applied).toEqual({ relays: 0, of: 0 });
});
