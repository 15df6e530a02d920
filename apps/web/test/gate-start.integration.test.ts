import { openFeed } from "@homeport/coordination";
import { createSqlPort, openDb, openFeedConnection } from "@homeport/db";
import { createGate } from "@homeport/gate";
import {
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appsUrl, buildPages, secret, startWeb, type TestWeb, webUrl } from "./start-web.ts";

const hostname = "notes.apps.test";
let web: TestWeb;
let cookie = "";
let state = "";

beforeAll(async () => {
  await buildPages();
  web = await startWeb();
  cookie = await web.signUp();
  await publishApp();
  state = await visitAsStranger();
}, 180_000);

afterAll(() => web[Symbol.asyncDispose]());

/** An app at `notes`, made as the console makes it; its host is written straight into the tables. */
async function publishApp(): Promise<void> {
  await using db = openTestDb();
  await db.sql.query("INSERT INTO machines (id, name) VALUES ('m1', 'attic')");
  await db.sql.query(
    "INSERT INTO hosts (id, organization_id, machine_id) SELECT 'h1', id, 'm1' FROM organizations",
  );
  const made = await web.ask("/api/trpc/apps.create", {
    method: "POST",
    headers: { "content-type": "application/json", origin: webUrl, cookie },
    body: JSON.stringify({ json: { hostId: "h1", name: "notes", target: "3000" } }),
  });
  expect(made.status).toBe(200);
}

function openTestDb() {
  return openDb({ url: web.databaseUrl, app: "test", ...tools() });
}

function tools() {
  const metrics = createMetrics({ app: "test", version: "0" });
  return { clock: systemClock, log: silentLog, metrics, random: systemRandom };
}

/** What a relay's gate sends a stranger: the way to `/gate/start`, with a state that it has sealed. */
async function visitAsStranger(): Promise<string> {
  const shared = tools();
  await using stack = new AsyncDisposableStack();
  const db = stack.use(openTestDb());
  const connection = stack.use(
    openFeedConnection({ url: web.databaseUrl, app: "test", ...shared }),
  );
  const sql = createSqlPort(db, connection);
  const feed = stack.use(await openFeed({ sql, redis: null, ...shared }));
  const urls = { appsUrl: new URL(appsUrl), webUrl: new URL(webUrl) };
  const gate = stack.use(createGate({ ...shared, ...urls, db, feed, keys: deriveKeys(secret) }));
  await gate.whenReady();
  const answer = await gate.admit({
    method: "GET",
    target: "/today?x=1",
    rawHeaders: ["Host", hostname, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"],
    upgrade: false,
    address: null,
    requestId: "r1",
  });
  const location = answer.kind === "answer" ? pairOf(answer.headers, "location") : "";
  expect(location.startsWith(`${webUrl}/gate/start?s=`)).toBe(true);
  return location.slice(webUrl.length);
}

function pairOf(headers: readonly string[], name: string): string {
  const at = headers.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === name);
  return headers[at + 1] ?? "";
}

test("a stranger is asked to sign in, and the state waits for them", async () => {
  const answer = await web.ask(state);
  expect(answer.status).toBe(303);
  const location = new URL(answer.headers.get("location") ?? "", webUrl);
  expect([location.origin, location.pathname]).toEqual([webUrl, "/sign-in"]);
  expect(location.searchParams.get("next")).toBe(state);
});

test("whoever may pass goes back to the app's own address with a ticket", async () => {
  const answer = await web.ask(state, { headers: { cookie } });
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toMatch(
    /^http:\/\/notes\.apps\.test:8080\/\.homeport\/callback\?t=[0-9a-f-]{36}\.[\w-]{43}$/,
  );
  expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("no host of the request is ever in a Location", async () => {
  const headers = { cookie, "x-forwarded-host": "evil.example" };
  const answer = await web.ask(state, { headers });
  expect(new URL(answer.headers.get("location") ?? "").host).toBe("notes.apps.test:8080");
});

test.each([
  ["none", "/gate/start"],
  ["an empty one", "/gate/start?s="],
  ["garbage", "/gate/start?s=garbage"],
  ["one of another length", `/gate/start?s=${"a".repeat(9_000)}`],
])("a state that the gate has not sealed leads nowhere: %s", async (_name, target) => {
  const answer = await web.ask(target, { headers: { cookie } });
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  expect(await answer.text()).toContain("TICKET_INVALID");
});

test("a state in which one character was changed leads nowhere", async () => {
  const middle = Math.floor((state.length + "/gate/start?s=".length) / 2);
  const other = state[middle] === "A" ? "B" : "A";
  const forged = state.slice(0, middle) + other + state.slice(middle + 1);
  const answer = await web.ask(forged, { headers: { cookie } });
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
});

test("two states in one request are none", async () => {
  const answer = await web.ask(`${state}&s=x`, { headers: { cookie } });
  expect(answer.status).toBe(400);
});

test("only GET and HEAD start a sign-in", async () => {
  const answer = await web.ask(state, { method: "POST", headers: { cookie } });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("a state of an app that is gone leads nowhere", async () => {
  await using db = openTestDb();
  await db.sql.query("DELETE FROM apps WHERE name = 'notes'");
  const answer = await web.ask(state, { headers: { cookie } });
  expect([answer.status, answer.headers.get("location")]).toEqual([404, null]);
});
