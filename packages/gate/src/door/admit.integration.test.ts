import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addPerson,
  answerOf,
  fieldsOf,
  openApp,
  openWorld,
  ownerContext,
  signIn,
  startRelay,
} from "../../test/fixture.ts";
import { getAppGate, replaceRules } from "../index.ts";

test("a navigation without a credential goes to the console, and nothing is written", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const before = await world.relay.queries();
  const answer = answerOf(await world.relay.visit(app.hostname, "/a?b=c"));
  expect(answer.status).toBe(302);
  expect(fieldsOf(answer, "location")[0]).toMatch(
    /^http:\/\/localhost:3000\/gate\/start\?s=[\w.%-]+$/,
  );
  expect(fieldsOf(answer, "x-homeport-gate")).toEqual(["201"]);
  expect(fieldsOf(answer, "set-cookie")[0]).toMatch(/^homeport_pre=.*; HttpOnly; SameSite=Lax$/);
  expect(await world.relay.queries()).toBe(before);
});

test("a program without a credential gets 401 and where to sign in", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const answer = answerOf(
    await world.relay.visit(app.hostname, "/api/x?y", { headers: ["Accept", "application/json"] }),
  );
  expect(answer.status).toBe(401);
  expect(fieldsOf(answer, "www-authenticate")).toEqual(['Bearer realm="homeport"']);
  expect(fieldsOf(answer, "cache-control")).toEqual(["no-store"]);
  expect(JSON.parse(answer.body)).toMatchObject({
    error: {
      code: "SIGN_IN_REQUIRED",
      requestId: "r1",
      loginUrl: "http://notes.localhost:8080/api/x?y",
    },
  });
});

test("nothing but GET and HEAD is ever redirected, and a frame gets a page", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const posted = answerOf(await world.relay.visit(app.hostname, "/", { method: "POST" }));
  expect(posted.status).toBe(401);
  const framed = answerOf(
    await world.relay.visit(app.hostname, "/", {
      headers: ["Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"],
    }),
  );
  expect(framed.status).toBe(401);
  expect(framed.body).toContain('target="_blank"');
});

test("each level admits exactly whom it names", async () => {
  await using world = await openWorld();
  const { relay, organizationId } = world;
  const stranger = await addPerson(relay.db, organizationId, null);
  const member = await addPerson(relay.db, organizationId, "member");
  const appOwner = await addPerson(relay.db, organizationId, null);
  const people = { owner: world.owner, member, stranger, appOwner };
  const wanted = {
    public: ["owner", "member", "stranger", "appOwner"],
    "signed-in": ["owner", "member", "stranger", "appOwner"],
    members: ["owner", "member"],
    owner: ["owner", "appOwner"],
  } as const;
  for (const level of ["signed-in", "members", "owner"] as const) {
    const app = await openApp(world, `app-${level}`, "signed-in", appOwner.userId);
    const headers = new Map<string, readonly string[]>();
    for (const [name, person] of Object.entries(people)) {
      headers.set(name, await signIn(relay, app, person));
    }
    const ctx = ownerContext(relay.deps, organizationId);
    const { version } = await getAppGate(ctx, { appId: app.appId });
    const rules = [{ path: "/", match: "prefix", level } as const];
    await replaceRules(ctx, { appId: app.appId, version, rules });
    await expect
      .poll(() => relay.gate.current().byId.get(app.appId)?.rules?.ordered[0]?.level)
      .toBe(level);
    const passed: string[] = [];
    for (const [name, sent] of headers) {
      const admission = await relay.visit(app.hostname, "/", { headers: sent });
      if (admission.kind === "pass") passed.push(name);
      else expect(admission.status, `${name} at ${level}`).toBe(403);
    }
    expect(passed).toEqual(wanted[level]);
  }
});

test("whoever passes is told to the app, and Homeport's cookie is not", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const sent = headers.map((text, at) => (at === headers.length - 1 ? `a=1; ${text}; b=2` : text));
  const admission = await world.relay.visit(app.hostname, "/", {
    headers: [...sent, "X-Homeport-User", "root", "x_homeport_role", "owner"],
  });
  if (admission.kind !== "pass") throw new Error("refused");
  const fields: Record<string, string> = {};
  for (let at = 0; at < admission.rawHeaders.length; at += 2) {
    fields[admission.rawHeaders[at] ?? ""] = admission.rawHeaders[at + 1] ?? "";
  }
  expect(fields).toMatchObject({
    Cookie: "a=1; b=2",
    "X-Homeport-Kind": "session",
    "X-Homeport-User": world.owner.userId,
    "X-Homeport-Name": "Ada",
    "X-Homeport-Role": "owner",
    "X-Homeport-Identity": "Ada",
    "X-Homeport-Request-Id": "r1",
  });
  expect(Object.keys(fields)).not.toContain("x_homeport_role");
  expect(JSON.stringify(admission.rawHeaders)).not.toContain("homeport_app");
});

test("a public path passes as anonymous with every identity header present", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const admission = await world.relay.visit(app.hostname, "/");
  if (admission.kind !== "pass") throw new Error("refused");
  const names = admission.rawHeaders.filter(
    (name, at) => at % 2 === 0 && name.startsWith("X-Homeport"),
  );
  expect(names.map((name) => name.slice(11))).toEqual([
    ...["Kind", "User", "Name", "Email", "Role", "Org", "Identity", "Identity-Id", "Request-Id"],
  ]);
  expect(admission.principal).toEqual({ kind: "anonymous" });
});

test("an unknown app is 404 without a store read", async () => {
  await using world = await openWorld();
  const before = await world.relay.queries();
  for (let at = 0; at < 1000; at += 1) {
    const answer = answerOf(await world.relay.visit(`nobody-${at}.localhost`, "/"));
    expect([answer.status, answer.code]).toEqual([404, "UNKNOWN_APP"]);
  }
  expect(await world.relay.queries()).toBe(before);
});

test("a request with a damaged head never gets further", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  expect(answerOf(await world.relay.visit(app.hostname, "/%00")).status).toBe(400);
  expect(answerOf(await world.relay.visit("x@evil", "/")).code).toBe("BAD_HOST");
  expect(answerOf(await world.relay.visit(app.hostname, "/", { method: "TRACE" })).status).toBe(
    405,
  );
});

test("an app with a damaged rule is closed, and the others are not", async () => {
  await using world = await openWorld();
  const broken = await openApp(world, "broken", "public");
  const fine = await openApp(world, "fine", "public");
  await world.relay.db.orm
    .update(schema.accessRules)
    .set({ audience: { roles: "everyone" } })
    .where(eq(schema.accessRules.appId, broken.appId));
  await expect
    .poll(async () => (await world.relay.visit(broken.hostname, "/")).code, { timeout: 3_000 })
    .toBe("NO_RULE");
  expect((await world.relay.visit(fine.hostname, "/")).kind).toBe("pass");
});

test("a changed request of a sibling app with the visitor's cookie is refused", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const cookie = ["Cookie", headers.at(-1) ?? ""];
  const send = (more: readonly string[], upgrade = false) =>
    world.relay.visit(app.hostname, "/", {
      method: upgrade ? "GET" : "POST",
      upgrade,
      headers: [...cookie, ...more],
    });
  const evil = ["Origin", "http://evil.localhost:8080"];
  expect((await send(evil)).code).toBe("ORIGIN_REFUSED");
  expect((await send(evil, true)).code).toBe("ORIGIN_REFUSED");
  expect((await send(["Origin", "http://notes.localhost:8080"])).kind).toBe("pass");
  await world.relay.db.orm.execute(
    sql`update app_gates set allowed_origins = ${sql.raw("array['http://evil.localhost:8080']")}`,
  );
  await expect.poll(async () => (await send(evil)).kind, { timeout: 3_000 }).toBe("pass");
});

test("one app's cookie is nothing on another", async () => {
  await using world = await openWorld();
  const notes = await openApp(world, "notes", "members");
  const other = await openApp(world, "other", "members");
  const headers = await signIn(world.relay, notes, world.owner);
  const before = await world.relay.queries();
  expect((await world.relay.visit(other.hostname, "/", { headers })).code).toBe("SIGN_IN_REQUIRED");
  expect(await world.relay.queries()).toBe(before);
});

test("an app made a moment ago answers, and one removed is 404, on every relay without restart", async () => {
  await using world = await openWorld();
  await using second = await startRelay(world.url);
  const app = await openApp(world, "notes", "public");
  const code = async () => (await second.visit(app.hostname, "/")).code;
  await expect.poll(code, { timeout: 1_500 }).toBe("PUBLIC");
  await world.relay.db.orm.delete(schema.apps).where(eq(schema.apps.id, app.appId));
  await expect.poll(code, { timeout: 1_500 }).toBe("UNKNOWN_APP");
});
