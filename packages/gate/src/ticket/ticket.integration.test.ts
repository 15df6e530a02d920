import { schema } from "@homeport/db";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addPerson,
  answerOf,
  callbackOf,
  cookiePair,
  fieldsOf,
  navigation,
  openApp,
  openWorld,
  startOf,
  startRelay,
  type TestApp,
  type TestRelay,
} from "../../test/fixture.ts";
import { issueTicket } from "../index.ts";

async function comeBack(
  relay: TestRelay,
  app: TestApp,
  callback: string,
  preCookie: string | null,
) {
  const headers = preCookie === null ? navigation : [...navigation, "Cookie", preCookie];
  return answerOf(await relay.visit(app.hostname, callback, { headers }));
}

test("a sign-in begun on one relay ends on another, at the path where it began", async () => {
  await using world = await openWorld();
  await using second = await startRelay(world.url);
  const app = await openApp(world, "notes", "members");
  const { state, preCookie } = startOf(await world.relay.visit(app.hostname, "/deep/link?x=1"));
  const callback = await callbackOf(world.relay.deps, state, world.owner);
  await expect.poll(() => second.gate.current().byHostname.has(app.hostname)).toBe(true);
  const back = await comeBack(second, app, callback, preCookie);
  expect([back.status, fieldsOf(back, "location")]).toEqual([303, ["/deep/link?x=1"]]);
  expect(fieldsOf(back, "referrer-policy")).toEqual(["no-referrer"]);
  expect(fieldsOf(back, "set-cookie")[0]).toMatch(
    /^homeport_app=v1\.[\w-]{43}\.[\w-]{22}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/,
  );
  const headers = [...navigation, "Cookie", cookiePair(fieldsOf(back, "set-cookie")[0] ?? "")];
  expect((await world.relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
});

test("a ticket works once, on its host, in the browser that began, and for thirty seconds", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const other = await openApp(world, "other", "members");
  const { state, preCookie } = startOf(await relay.visit(app.hostname, "/"));
  const refused = async (answer: Promise<ReturnType<typeof answerOf>>) => {
    const { status, headers, body, code } = await answer;
    expect([status, code]).toEqual([400, "TICKET_INVALID"]);
    expect(headers.map((text) => text.toLowerCase())).not.toContain("set-cookie");
    expect(headers.map((text) => text.toLowerCase())).not.toContain("location");
    expect(body).toContain("Sign-in could not be completed");
  };
  const callback = await callbackOf(relay.deps, state, world.owner);
  await refused(comeBack(relay, app, callback, null));
  await refused(
    comeBack(relay, app, callback, startOf(await relay.visit(app.hostname, "/")).preCookie),
  );
  await refused(comeBack(relay, other, callback, preCookie));
  await refused(comeBack(relay, app, `${callback}x`, preCookie));
  await refused(comeBack(relay, app, "/.homeport/callback", preCookie));
  await refused(comeBack(relay, app, `${callback}&t=x`, preCookie));
  expect((await comeBack(relay, app, callback, preCookie)).status).toBe(303);
  await refused(comeBack(relay, app, callback, preCookie));
  const late = await callbackOf(relay.deps, state, world.owner);
  await relay.db.orm.execute(sql`update gate_tickets set expires_at = now()`);
  await refused(comeBack(relay, app, late, preCookie));
});

test("an address that guesses tickets stops costing the store anything, and holds up nobody else", async () => {
  await using world = await openWorld({ limits: { missesPerMinute: 2 } });
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const { state, preCookie } = startOf(await relay.visit(app.hostname, "/"));
  const guess = `/.homeport/callback?t=${crypto.randomUUID()}.${"A".repeat(43)}`;
  const headers = [...navigation, "Cookie", preCookie];
  const from = async (address: string, target: string) =>
    answerOf(await relay.visit(app.hostname, target, { headers, address }));
  for (let tries = 0; tries < 2; tries += 1) {
    expect((await from("198.51.100.7", guess)).code).toBe("TICKET_INVALID");
  }
  const before = await relay.queries();
  const held = await from("198.51.100.7", guess);
  expect([held.status, held.code]).toEqual([429, "TOO_MANY_TRIES"]);
  expect(await relay.queries()).toBe(before);
  const callback = await callbackOf(relay.deps, state, world.owner);
  expect((await from("203.0.113.9", callback)).status).toBe(303);
});

test("a HEAD of the callback does not use the ticket up", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const { state, preCookie } = startOf(await world.relay.visit(app.hostname, "/"));
  const callback = await callbackOf(world.relay.deps, state, world.owner);
  const headers = [...navigation, "Cookie", preCookie];
  await world.relay.visit(app.hostname, callback, { method: "HEAD", headers });
  expect((await comeBack(world.relay, app, callback, preCookie)).status).toBe(303);
});

test("of a ticket redeemed twenty times at once one is honoured", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const { state, preCookie } = startOf(await world.relay.visit(app.hostname, "/"));
  const callback = await callbackOf(world.relay.deps, state, world.owner);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => comeBack(world.relay, app, callback, preCookie)),
  );
  expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1);
});

test("parallel tabs all succeed, and a sixth app session ends the first", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const first = startOf(await relay.visit(app.hostname, "/"));
  const cookies: string[] = [];
  for (let tab = 0; tab < 6; tab += 1) {
    const headers = [...navigation, "Cookie", first.preCookie];
    const { state } = startOf(await relay.visit(app.hostname, `/tab/${tab}`, { headers }));
    const callback = await callbackOf(relay.deps, state, world.owner);
    const back = await comeBack(relay, app, callback, first.preCookie);
    expect(fieldsOf(back, "location")).toEqual([`/tab/${tab}`]);
    cookies.push(cookiePair(fieldsOf(back, "set-cookie")[0] ?? ""));
  }
  const rows = await relay.db.orm.select({ id: schema.appSessions.id }).from(schema.appSessions);
  expect(rows).toHaveLength(5);
  const codes = await Promise.all(
    cookies.map(async (cookie) => {
      const headers = [...navigation, "Cookie", cookie];
      return (await relay.visit(app.hostname, "/", { headers })).code;
    }),
  );
  expect(codes).toEqual(["SESSION_ENDED", ...Array(5).fill("MEMBER")]);
});

test("a browser that keeps no cookies is told so instead of being sent round in circles", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  let headers: readonly string[] = navigation;
  let answer = answerOf(await world.relay.visit(app.hostname, "/"));
  for (let start = 0; start < 3; start += 1) {
    expect(answer.status).toBe(302);
    headers = [...navigation, "Cookie", cookiePair(fieldsOf(answer, "set-cookie")[0] ?? "")];
    answer = answerOf(await world.relay.visit(app.hostname, "/", { headers }));
  }
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("keeps no cookies");
});

test("the console gives no ticket to whoever may not pass, nor for a state that is not ours", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const stranger = await addPerson(relay.db, world.organizationId, null);
  const { state } = startOf(await relay.visit(app.hostname, "/"));
  expect(await issueTicket(relay.deps, { state, session: stranger })).toEqual({
    kind: "refused",
    code: "NOT_ALLOWED",
    hostname: app.hostname,
  });
  expect(await issueTicket(relay.deps, { state: `${state}x`, session: world.owner })).toEqual({
    kind: "refused",
    code: "TICKET_INVALID",
    hostname: null,
  });
  expect(await issueTicket(relay.deps, { state, session: null })).toEqual({
    kind: "sign-in",
    hostname: app.hostname,
  });
  await relay.db.orm.delete(schema.apps);
  expect(await issueTicket(relay.deps, { state, session: world.owner })).toMatchObject({
    code: "UNKNOWN_APP",
  });
});

test("no ticket, cookie or state secret is stored in clear", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const { state, preCookie } = startOf(await world.relay.visit(app.hostname, "/"));
  const callback = await callbackOf(world.relay.deps, state, world.owner);
  const secret = callback.split(".").at(-1) ?? "";
  const nonce = preCookie.split(".")[1] ?? "";
  const [row] = await world.relay.db.orm.execute(sql`
    select row_to_json(t)::text as text, encode(secret_hash, 'escape') || encode(nonce_hash, 'escape') as raw
    from gate_tickets t`);
  const text = JSON.stringify(row);
  expect(text).not.toContain(secret);
  expect(text).not.toContain(nonce);
});
