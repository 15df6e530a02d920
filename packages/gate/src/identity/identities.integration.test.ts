import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addApp,
  addOrganization,
  addPerson,
  openWorld,
  ownerContext,
  type World,
} from "../../test/fixture.ts";
import {
  chooseIdentity,
  createIdentity,
  deleteIdentity,
  type GateContext,
  getAppGate,
  getIdentity,
  listIdentities,
  makeDefaultIdentity,
  updateIdentity,
} from "../index.ts";
import { maxIdentities } from "./identity-fields.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** An organization of its own, so that tests share one database. */
async function openOrganization(): Promise<GateContext> {
  return ownerContext(world.relay.deps, await addOrganization(world.relay.deps));
}

function organizationOf(ctx: GateContext): string {
  return ctx.organizationId ?? "";
}

async function add(ctx: GateContext, name: string): Promise<string> {
  const { identity } = await createIdentity(ctx, { name, email: null });
  return identity.identityId;
}

test("identities are listed with their apps, the default first", async () => {
  const ctx = await openOrganization();
  const shop = await add(ctx, "Shop");
  const notes = await addApp(ctx, organizationOf(ctx), "notes-a", "public");
  const till = await addApp(ctx, organizationOf(ctx), "till-a", "public");
  await chooseIdentity(ctx, { appId: till.appId, identityId: shop });
  expect(await listIdentities(ctx)).toMatchObject([
    { name: "Ada", isDefault: true, appCount: 1, apps: [{ appId: notes.appId, title: "notes-a" }] },
    { identityId: shop, isDefault: false, appCount: 1, apps: [{ appId: till.appId }] },
  ]);
  expect(await getIdentity(ctx, { identityId: shop })).toMatchObject({ name: "Shop", email: null });
  expect(await getAppGate(ctx, { appId: till.appId })).toMatchObject({ identityId: shop });
});

test("a new identity has a key pair of its own, and no view holds the private half", async () => {
  const ctx = await openOrganization();
  const { identity } = await createIdentity(ctx, { name: "Shop", email: "Shop@Example.org" });
  expect(identity).toMatchObject({ email: "shop@example.org", isDefault: false });
  expect(identity.fingerprint).toMatch(/^[a-z2-7]{52}$/);
  expect(identity.publicKey).toMatch(/^[\w-]{43}$/);
  expect(Object.keys(identity).join(" ")).not.toMatch(/private|encrypted/i);
  const fingerprints = (await listIdentities(ctx)).map((one) => one.fingerprint);
  expect(new Set(fingerprints).size).toBe(2);
});

test("making one the default takes the flag from the other", async () => {
  const ctx = await openOrganization();
  const shop = await add(ctx, "Shop");
  const { identity } = await makeDefaultIdentity(ctx, { identityId: shop });
  expect(identity.isDefault).toBe(true);
  await makeDefaultIdentity(ctx, { identityId: shop });
  const all = await listIdentities(ctx);
  expect(all.map((one) => [one.name, one.isDefault])).toEqual([
    ["Shop", true],
    ["Ada", false],
  ]);
});

test("the default one cannot be deleted; another one leaves its apps to it", async () => {
  const ctx = await openOrganization();
  const [ada] = await listIdentities(ctx);
  const shop = await add(ctx, "Shop");
  const { appId } = await addApp(ctx, organizationOf(ctx), "notes-b", "public");
  await chooseIdentity(ctx, { appId, identityId: shop });
  await expect(deleteIdentity(ctx, { identityId: ada?.identityId ?? "" })).rejects.toMatchObject({
    code: "DEFAULT_IDENTITY",
  });
  await deleteIdentity(ctx, { identityId: shop });
  expect(await listIdentities(ctx)).toMatchObject([{ name: "Ada", apps: [{ appId }] }]);
});

test("what the default identity lacks is filled from whoever has owned the organization longest", async () => {
  const ctx = await openOrganization();
  const { db } = world.relay;
  await addPerson(db, organizationOf(ctx), "owner", "Grace");
  await addPerson(db, organizationOf(ctx), "owner", "Later");
  const [first] = await listIdentities(ctx);
  const identityId = first?.identityId ?? "";
  const shop = await add(ctx, "Shop");
  expect(await getIdentity(ctx, { identityId })).toMatchObject({
    name: "Ada",
    email: expect.stringMatching(/@example\.org$/),
  });
  // Nobody gave it a name when it was made.
  await db.orm
    .update(schema.identities)
    .set({ name: "", email: null })
    .where(eq(schema.identities.id, identityId));
  await updateIdentity(ctx, { identityId: shop, name: "Shop", email: null });
  expect(await getIdentity(ctx, { identityId })).toMatchObject({
    name: "Grace",
    email: expect.stringMatching(/@example\.org$/),
  });
  expect(await getIdentity(ctx, { identityId: shop })).toMatchObject({ email: null });
});

test("each change is audited with who made it", async () => {
  const ctx = await openOrganization();
  const identityId = await add(ctx, "Shop");
  await updateIdentity(ctx, { identityId, name: "Store", email: null });
  await makeDefaultIdentity(ctx, { identityId });
  await makeDefaultIdentity(ctx, { identityId: (await listIdentities(ctx))[1]?.identityId ?? "" });
  await deleteIdentity(ctx, { identityId });
  const rows = await ctx.db.orm.execute(sql`
    select action from audit_entries
    where organization_id = ${organizationOf(ctx)} and target_id = ${identityId} order by at`);
  expect([...rows].map((row) => row["action"])).toEqual([
    "identity.create",
    "identity.update",
    "identity.make-default",
    "identity.delete",
  ]);
});

test("what belongs to another organization does not exist, and looking is not changing", async () => {
  const ctx = await openOrganization();
  const foreign = await openOrganization();
  const identityId = await add(ctx, "Shop");
  const { appId } = await addApp(foreign, organizationOf(foreign), "notes-c", "public");
  const refused = async (call: Promise<unknown>) =>
    await call.then(
      () => null,
      (error: { code: string }) => error.code,
    );
  const fields = { identityId, name: "Mine", email: null };
  expect([
    await refused(getIdentity(foreign, { identityId })),
    await refused(updateIdentity(foreign, fields)),
    await refused(makeDefaultIdentity(foreign, { identityId })),
    await refused(deleteIdentity(foreign, { identityId })),
    await refused(chooseIdentity(foreign, { appId, identityId })),
    await refused(chooseIdentity(ctx, { appId, identityId })),
  ]).toEqual([...Array(5).fill("IDENTITY_NOT_FOUND"), "APP_NOT_FOUND"]);
  const reader = { ...ctx, permissions: new Set(["app.read", "identity.read"]) };
  expect(await refused(createIdentity(reader, fields))).toBe("NOT_PERMITTED");
  expect(await listIdentities(reader)).toHaveLength(2);
  const nobody = { ...ctx, permissions: new Set(["app.read"]) };
  expect(await refused(listIdentities(nobody))).toBe("IDENTITY_NOT_FOUND");
});

test("an organization has a hundred identities at most", async () => {
  const ctx = await openOrganization();
  const organizationId = organizationOf(ctx);
  await ctx.db.orm.execute(sql`
    insert into identities (id, organization_id, name, public_key, private_key_encrypted, fingerprint)
    select 'i' || n || ${organizationId}, ${organizationId}, 'n', decode(repeat('00', 32), 'hex'), '\\x00',
      'f' || n || ${organizationId}
    from generate_series(2, ${maxIdentities}::int) n`);
  await expect(add(ctx, "One more")).rejects.toMatchObject({ code: "TOO_MANY_IDENTITIES" });
});
