import { createHmac } from "node:crypto";
import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addPerson,
  keys,
  openApp,
  openWorld,
  type TestPerson,
  type World,
} from "../../test/fixture.ts";
import type { AdmissionRefused } from "../index.ts";

async function tokenOf(world: World, person: TestPerson): Promise<string> {
  const [row] = await world.relay.db.orm
    .select({ token: schema.sessions.token })
    .from(schema.sessions)
    .where(eq(schema.sessions.id, person.sessionId));
  const token = row?.token ?? "";
  const secret = keys.key("better-auth").toString("base64url");
  return `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;
}

function visit(world: World, appId: string, token: string | null, target = "/a") {
  return world.relay.gate.admitProgram({
    ...{ appId, token, target, method: "POST" },
    rawHeaders: ["Origin", "https://elsewhere.example", "X-Homeport-User", "somebody"],
    address: "192.0.2.7",
    requestId: "r1",
  });
}

const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => "passed",
    (error: AdmissionRefused) => error.code,
  );

test("a program passes by its session token as the person it belongs to, whatever its origin", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const passed = await visit(world, app.appId, await tokenOf(world, world.owner));
  expect(passed).toMatchObject({ code: "MEMBER", principal: { userId: world.owner.userId } });
  const at = passed.rawHeaders.indexOf("X-Homeport-User");
  expect(passed.rawHeaders[at + 1]).toBe(world.owner.userId);
  expect(passed.rawHeaders).not.toContain("somebody");
});

test("a percent-encoded token is the same token", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const token = encodeURIComponent(await tokenOf(world, world.owner));
  expect((await visit(world, app.appId, token)).code).toBe("MEMBER");
});

test("steady calls of one token run no query", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const token = await tokenOf(world, world.owner);
  await visit(world, app.appId, token);
  const before = await world.relay.queries();
  for (let times = 0; times < 20; times += 1) await visit(world, app.appId, token);
  expect(await world.relay.queries()).toBe(before);
});

test("a bare, forged or missing token is nobody and costs no query", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const token = await tokenOf(world, world.owner);
  const before = await world.relay.queries();
  const bare = token.slice(0, token.lastIndexOf("."));
  for (const given of [null, "", "x", bare, `${bare}.`, `${token.slice(0, -4)}AAA=`]) {
    expect(await codeOf(visit(world, app.appId, given))).toBe("SIGN_IN_REQUIRED");
  }
  expect(await world.relay.queries()).toBe(before);
});

test("the app's rules decide: a public path needs nobody, a stranger is not allowed", async () => {
  await using world = await openWorld();
  const open = await openApp(world, "open", "public");
  const closed = await openApp(world, "closed", "members");
  const stranger = await addPerson(world.relay.db, world.organizationId, null);
  const token = await tokenOf(world, stranger);
  expect((await visit(world, open.appId, null)).code).toBe("PUBLIC");
  expect(await codeOf(visit(world, closed.appId, token))).toBe("NOT_ALLOWED");
  expect(await codeOf(visit(world, "no-such-app", token))).toBe("UNKNOWN_APP");
  expect(await codeOf(visit(world, closed.appId, token, "/a%zz"))).toBe("BAD_PATH");
});

test("a revoked session is refused, and what it holds open is cut", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const token = await tokenOf(world, world.owner);
  const passed = await visit(world, app.appId, token);
  const caller = await world.relay.gate.readProgram({ token, address: null, requestId: "r1" });
  const cut = Promise.withResolvers<string>();
  const cutHost = Promise.withResolvers<string>();
  passed.watch(cut.resolve);
  caller.watch(() => true, cutHost.resolve);
  await world.relay.db.orm
    .delete(schema.sessions)
    .where(eq(schema.sessions.id, world.owner.sessionId));
  expect(await cut.promise).toBe("session-ended");
  expect(await cutHost.promise).toBe("session-ended");
  expect(await codeOf(visit(world, app.appId, token))).toBe("SESSION_ENDED");
});

test("a person whose role goes loses what only the role allowed", async () => {
  await using world = await openWorld();
  const member = await addPerson(world.relay.db, world.organizationId, "member");
  const token = await tokenOf(world, member);
  const caller = await world.relay.gate.readProgram({ token, address: null, requestId: "r1" });
  const cut = Promise.withResolvers<string>();
  caller.watch((one) => one.roles.has(world.organizationId), cut.resolve);
  await world.relay.db.orm.delete(schema.members).where(eq(schema.members.userId, member.userId));
  expect(await cut.promise).toBe("not-allowed");
});
