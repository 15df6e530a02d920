import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addOrganization,
  addPerson,
  openApp,
  openWorld,
  ownerContext,
  type TestApp,
  type TestPerson,
  type World,
} from "../../test/fixture.ts";
import { explainUrl, type GateContext, getAppGate, replaceRules } from "../index.ts";

let world: World;
let app: TestApp;
let ctx: GateContext;
let member: TestPerson;

beforeAll(async () => {
  world = await openWorld();
  app = await openApp(world, "notes", "members");
  member = await addPerson(world.relay.db, world.organizationId, "member", "Grace");
  ctx = ownerContext(world.relay.deps, world.organizationId, world.owner.userId);
  const { version } = await getAppGate(ctx, { appId: app.appId });
  const rule = { match: "prefix", audience: null, headers: {} } as const;
  await replaceRules(ctx, {
    ...{ appId: app.appId, version },
    rules: [
      { ...rule, path: "/", level: "members" },
      { ...rule, path: "/pub", level: "public" },
      { ...rule, path: "/admin", level: "owner" },
      { ...rule, path: "/forum", level: "signed-in" },
    ],
  });
});
afterAll(() => world[Symbol.asyncDispose]());

async function codeOf(path: string, as?: Parameters<typeof explainUrl>[1]["as"]): Promise<string> {
  const url = `http://${app.hostname}:8080${path}`;
  return (await explainUrl(ctx, { url, as })).verdict.code;
}

test("an address is explained for nobody, for a member by e-mail, and for whoever asks", async () => {
  const [row] = await world.relay.db.orm
    .select({ email: schema.users.email })
    .from(schema.users)
    .where(eq(schema.users.id, member.userId));
  const as = { email: (row?.email ?? "").toUpperCase() };
  expect(await codeOf("/x", "anonymous")).toBe("SIGN_IN_REQUIRED");
  expect([await codeOf("/x", as), await codeOf("/admin", as)]).toEqual(["MEMBER", "NOT_ALLOWED"]);
  expect(await codeOf("/admin")).toBe("OWNER");
  const told = await explainUrl(ctx, { url: `https://${app.hostname.toUpperCase()}`, as });
  expect(told).toMatchObject({
    app: { appId: app.appId, title: "notes" },
    target: "/",
    as: { name: "Grace" },
  });
});

test("an e-mail of no member is somebody signed in, whether there is such an account or not", async () => {
  const stranger = await addPerson(world.relay.db, world.organizationId, null);
  const emails = [`${stranger.userId}@example.org`, "nobody@example.org"];
  for (const email of emails) {
    expect([await codeOf("/forum", { email }), await codeOf("/x", { email })]).toEqual([
      "SIGNED_IN",
      "NOT_ALLOWED",
    ]);
  }
});

test("the path is taken as it is spelled, whatever a URL parser would make of it", async () => {
  expect(await codeOf("/pub/a", "anonymous")).toBe("PUBLIC");
  expect(await codeOf("/pub/%2e%2e/x", "anonymous")).toBe("SIGN_IN_REQUIRED");
  expect(await codeOf("/pub/../admin?x=/pub#y", "anonymous")).toBe("SIGN_IN_REQUIRED");
  expect(await codeOf("?x", "anonymous")).toBe("SIGN_IN_REQUIRED");
  expect(await codeOf("/pub/%zz", "anonymous")).toBe("BAD_PATH");
});

test.each(["nowhere", "ftp://notes.localhost/", "http://other.localhost/", "http://", "/notes"])(
  "%s is no app",
  async (url) => {
    await expect(explainUrl(ctx, { url })).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
  },
);

test("an app of another organization is none", async () => {
  const foreign = ownerContext(world.relay.deps, await addOrganization(world.relay.deps));
  const url = `http://${app.hostname}/`;
  await expect(explainUrl(foreign, { url })).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
});
