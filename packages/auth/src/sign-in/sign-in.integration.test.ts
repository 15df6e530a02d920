import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  webUrl,
} from "../../test/fixture.ts";

test("a sign-in on one replica is known on another", async () => {
  await using database = await migratedDatabase();
  await using first = await startReplica(database.url);
  await using second = await startReplica(database.url);
  await signedUp(first);
  const browser = new Browser();
  const answer = await browser.send(first, "POST", "/sign-in/email", ada);
  expect(answer.status).toBe(200);
  expect(await browser.readSession(second)).toMatchObject({ email: "ada@example.org" });
});

test("the answer to a sign-in holds no session token", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const answer = await new Browser().send(replica, "POST", "/sign-in/email", ada);
  const [row] = await replica.db.orm.execute(
    sql`select token from sessions order by created_at desc`,
  );
  const text = JSON.stringify([await answer.json(), answer.headers.get("set-auth-token")]);
  expect(text).not.toContain(String(row?.["token"]));
});

test("a wrong password and an unknown e-mail are answered alike", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const wrong = await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    password: "wrong horse battery",
  });
  const unknown = await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    email: "nobody@example.org",
  });
  expect(wrong.status).toBe(401);
  expect(unknown.status).toBe(wrong.status);
  expect(await unknown.text()).toBe(await wrong.text());
  expect([...unknown.headers]).toEqual([...wrong.headers]);
});

test("sign-ins are audited, failed ones without the e-mail", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  await new Browser().send(replica, "POST", "/sign-in/email", ada);
  await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    password: "wrong horse battery",
  });
  const rows = await replica.db.orm.execute(sql`
    select action, outcome, address from audit_entries where action like 'user.sign-in%' order by at`);
  expect([...rows]).toEqual([
    { action: "user.sign-in", outcome: "success", address: "192.0.2.7" },
    { action: "user.sign-in-failed", outcome: "denied", address: "192.0.2.7" },
  ]);
  const [all] = await replica.db.orm.execute(sql`
    select string_agg(a::text, ' ') as text from audit_entries a where outcome = 'denied'`);
  expect(String(all?.["text"])).not.toContain("ada@example.org");
});

test("an account that fails too often is locked from every address, the right password included", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const wrong = { ...ada, password: "wrong horse battery" };
  let status = 401;
  for (let tries = 0; status === 401 && tries < 30; tries += 1) {
    const browser = new Browser(`198.51.100.${tries}`);
    status = (await browser.send(replica, "POST", "/sign-in/email", wrong)).status;
  }
  expect(status).toBe(429);
  const right = await new Browser("203.0.113.9").send(replica, "POST", "/sign-in/email", ada);
  expect(right.status).toBe(429);
  expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await right.json()).toMatchObject({
    error: { code: "TOO_MANY_SIGN_INS", retryable: true },
  });
});

test("guesses at once are no way around the limit", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const wrong = { ...ada, password: "wrong horse battery" };
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) =>
      new Browser(`198.51.100.${at}`).send(replica, "POST", "/sign-in/email", wrong),
    ),
  );
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(statuses.filter((status) => status === 429)).toHaveLength(27);
  const right = await new Browser().send(replica, "POST", "/sign-in/email", ada);
  expect(right.status).toBe(200);
});

test("a request from another origin is refused", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const headers = browser.headers();
  headers.set("origin", "http://notes.localhost:8080");
  headers.set("content-type", "application/json");
  const request = new Request(new URL("/api/auth/sign-in/email", webUrl), {
    method: "POST",
    headers,
    body: JSON.stringify(ada),
  });
  const answer = await replica.auth.handler(request, { address: null, requestId: "r1" });
  expect(answer.status).toBe(403);
});

test.for([
  ["GET", "/get-session"],
  ["GET", "/list-sessions"],
  ["POST", "/change-password"],
  ["POST", "/organization/create"],
  ["POST", "/update-user"],
  ["GET", "/ok"],
] as const)("%s %s of better-auth is not exposed", async ([method, path]) => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const answer = await new Browser().send(
    replica,
    method,
    path,
    method === "POST" ? {} : undefined,
  );
  expect(answer.status).toBe(404);
});
