import { schema } from "@homeport/db";
import { sha256 } from "@homeport/platform";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addApp,
  addOrganization,
  addPerson,
  keys,
  openApp,
  openWorld,
  ownerContext,
  signIn,
} from "../test/fixture.ts";
import {
  addAddress,
  createShareLink,
  explain,
  getAppGate,
  listAppGates,
  replaceRules,
  sweepGate,
  whoCanOpen,
} from "./index.ts";

const root = { path: "/", match: "prefix", level: "members" } as const;

test("rules are replaced as a whole, audited with before and after, and counted as one change", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "owner");
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  const before = await getAppGate(ctx, { appId: app.appId });
  const rules = [root, { path: "/pub", match: "prefix", level: "public" } as const];
  const after = await replaceRules(ctx, { appId: app.appId, version: before.version, rules });
  expect(after.rules?.map((rule) => [rule.path, rule.level])).toEqual([
    ["/pub", "public"],
    ["/", "members"],
  ]);
  expect(Number(after.version)).toBe(Number(before.version) + 1);
  const [entry] = await world.relay.db.orm.execute(sql`
    select action, target_id, detail from audit_entries where action = 'rule.replace'`);
  expect(entry).toMatchObject({
    target_id: app.appId,
    detail: { before: [{ path: "/", level: "owner" }], after: [{ path: "/" }, { path: "/pub" }] },
  });
});

test("a save over somebody else's change is VERSION_CONFLICT and changes nothing", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "owner");
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  const { version } = await getAppGate(ctx, { appId: app.appId });
  const save = () => replaceRules(ctx, { appId: app.appId, version, rules: [root] });
  const outcomes = await Promise.allSettled([save(), save(), save()]);
  const refused = outcomes.filter((one) => one.status === "rejected");
  expect(refused.map((one) => one.reason.code)).toEqual(["VERSION_CONFLICT", "VERSION_CONFLICT"]);
});

test("what belongs to another organization is APP_NOT_FOUND, and looking is not changing", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "owner");
  const elsewhere = await addOrganization(world.relay.deps);
  const foreign = ownerContext(world.relay.deps, elsewhere);
  const input = { appId: app.appId, version: "1", rules: [root] };
  await expect(getAppGate(foreign, input)).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
  await expect(replaceRules(foreign, input)).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
  await expect(
    explain(foreign, { appId: app.appId, target: "/", as: "anonymous" }),
  ).rejects.toMatchObject({
    code: "APP_NOT_FOUND",
  });
  expect(await listAppGates(foreign, { appIds: [app.appId] })).toEqual([]);
  const own = ownerContext(world.relay.deps, world.organizationId);
  const reader = { ...own, permissions: new Set(["app.read", "gate.read"]) };
  await expect(replaceRules(reader, input)).rejects.toMatchObject({ code: "NOT_PERMITTED" });
  expect(await getAppGate(reader, input)).toMatchObject({ appId: app.appId });
  const nobody = { ...own, permissions: new Set<string>() };
  await expect(getAppGate(nobody, input)).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
});

test("an app gets more addresses, each of them once in the installation", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  const added = await addAddress(ctx, { appId: app.appId, label: "Journal" });
  expect(added).toEqual({ hostname: "journal.localhost", url: "http://journal.localhost:8080/" });
  await expect
    .poll(async () => (await world.relay.visit("journal.localhost", "/")).code)
    .toBe("PUBLIC");
  await expect(addAddress(ctx, { appId: app.appId, label: "journal" })).rejects.toMatchObject({
    code: "ADDRESS_TAKEN",
  });
  await expect(addAddress(ctx, { appId: app.appId, label: "admin" })).rejects.toMatchObject({
    code: "RESERVED_LABEL",
  });
  await expect(
    addApp(world.relay.deps, world.organizationId, "journal", "public"),
  ).rejects.toMatchObject({ code: "ADDRESS_TAKEN" });
  const view = await getAppGate(ctx, { appId: app.appId });
  expect(view.addresses.map((one) => [one.hostname, one.isPrimary])).toEqual([
    ["notes.localhost", true],
    ["journal.localhost", false],
  ]);
});

test("lists show the primary address and the level of the root", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "signed-in");
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  expect(await listAppGates(ctx, { appIds: [app.appId, "nothing"] })).toEqual([
    {
      appId: app.appId,
      level: "signed-in",
      carrier: "tunnel",
      isVerified: true,
      hostname: "notes.localhost",
      url: "http://notes.localhost:8080/",
    },
  ]);
});

test("explain shows every reading with its rule, for saved rules and for a draft", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  const ask = { appId: app.appId, target: "/pub/..%2fadmin?x", as: "anonymous" } as const;
  expect((await explain(ctx, ask)).verdict).toMatchObject({ pass: true, code: "PUBLIC" });
  const draft = [
    { path: "/", match: "prefix", level: "public" },
    { path: "/admin", match: "prefix", level: "owner" },
  ] as const;
  const drafted = await explain(ctx, { ...ask, rules: [...draft] });
  expect(drafted.verdict).toMatchObject({ pass: false, code: "SIGN_IN_REQUIRED" });
  expect(drafted.readings).toContainEqual({
    path: "/admin",
    pass: false,
    code: "SIGN_IN_REQUIRED",
    rule: { path: "/admin", match: "prefix", level: "owner" },
  });
  const asOwner = await explain(ctx, {
    ...ask,
    rules: [...draft],
    as: { userId: world.owner.userId },
  });
  expect(asOwner.verdict.pass).toBe(true);
  expect((await explain(ctx, { ...ask, target: "/%00" })).verdict.code).toBe("BAD_PATH");
});

test("who can open is everyone, any signed-in person, named people, or nobody", async () => {
  await using world = await openWorld();
  const { relay, organizationId } = world;
  const member = await addPerson(relay.db, organizationId, "member", "Grace");
  const app = await openApp(world, "notes", "public");
  const ctx = ownerContext(relay.deps, organizationId);
  const who = (rule: object, target = "/") =>
    whoCanOpen(ctx, { appId: app.appId, target, rules: [{ ...root, ...rule }] });
  expect(await whoCanOpen(ctx, { appId: app.appId, target: "/" })).toEqual({ kind: "everyone" });
  expect(await who({ level: "signed-in" })).toEqual({ kind: "signed-in", keys: [] });
  expect(await who({ level: "members" })).toMatchObject({
    kind: "some",
    links: 0,
    people: [
      { name: "Ada", role: "owner" },
      { name: "Grace", role: "member" },
    ],
  });
  expect(await who({ level: "members", audience: { userIds: [member.userId] } })).toMatchObject({
    people: [{ name: "Grace" }],
  });
  expect(await who({ level: "members", audience: { roles: [] } })).toEqual({
    kind: "nobody",
    code: "NOT_ALLOWED",
  });
});

test("who can open a path names its share links by their number, and keys with whose they are", async () => {
  await using world = await openWorld();
  const { relay, organizationId, owner } = world;
  const app = await openApp(world, "notes", "link");
  const ctx = ownerContext(relay.deps, organizationId, owner.userId);
  const who = (target: string) => whoCanOpen(ctx, { appId: app.appId, target });
  for (const path of ["/", "/a"]) {
    await createShareLink(ctx, { appId: app.appId, ends: { inMs: 3_600_000 }, path });
  }
  const { userId } = owner;
  const key = { organizationId, userId, prefix: "hpk_0123456789", name: "ci" };
  await relay.db.orm.insert(schema.apiKeys).values([
    { ...key, id: "k1", secretHash: sha256("1"), scopes: { apps: [app.appId], api: false } },
    { ...key, id: "k2", secretHash: sha256("2"), scopes: { apps: [], api: true } },
  ]);
  expect(await who("/a/b")).toMatchObject({
    kind: "some",
    links: 2,
    people: [{ name: "Ada" }],
    keys: [{ keyId: "k1", name: "ci", prefix: "hpk_0123456789", madeBy: "Ada" }],
  });
  expect(await who("/b")).toMatchObject({ links: 1 });
});

test("a rule's own headers reach the app with what they name", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const ctx = ownerContext(world.relay.deps, world.organizationId);
  const { version } = await getAppGate(ctx, { appId: app.appId });
  const rules = [
    { ...root, headers: { "X-Team": "{user.role} of {app.name} as {identity.name}, {kind}" } },
  ];
  await replaceRules(ctx, { appId: app.appId, version, rules });
  const team = async () => {
    const admission = await world.relay.visit(app.hostname, "/", {
      headers: [...headers, "x_team", "root"],
    });
    if (admission.kind !== "pass") return null;
    return admission.rawHeaders.filter((_, at) =>
      /^x.team$/i.test(admission.rawHeaders[at - 1] ?? ""),
    );
  };
  await expect.poll(team).toEqual(["owner of notes as Ada, session"]);
});

test("an identity's private key is stored sealed, bound to its row", async () => {
  await using world = await openWorld();
  const [row] = await world.relay.db.orm.select().from(schema.identities);
  const sealed = Buffer.from(row?.privateKeyEncrypted ?? []);
  expect(sealed.subarray(0, 8).toString()).toBe(keys.kid);
  expect(sealed.includes(Buffer.from("302e020100300506032b6570", "hex"))).toBe(false);
});

test("a sweep deletes what has ended and nothing else", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  await signIn(relay, app, world.owner);
  await signIn(relay, app, world.owner);
  const [one] = await relay.db.orm.select().from(schema.appSessions);
  await relay.db.orm
    .update(schema.appSessions)
    .set({ expiresAt: sql`now() - interval '1 second'` })
    .where(eq(schema.appSessions.id, one?.id ?? ""));
  const swept = await Promise.all([sweepGate(relay), sweepGate(relay)]);
  expect(swept.map((counts) => counts.appSessions).sort()).toEqual([0, 1]);
  expect(await relay.db.orm.select().from(schema.appSessions)).toHaveLength(1);
});
