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

test("a wrong password and an unknown e-mail are answered alike, and cost the same hash", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const hashes: string[] = [];
  const { hashes: queue } = replica.auth.factors;
  const run = queue.run.bind(queue);
  Object.assign(queue, {
    run: async <T>(hash: () => Promise<T>) => {
      hashes.push("hash");
      return await run(hash);
    },
  });
  const wrong = await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    password: "wrong horse battery",
  });
  const unknown = await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    email: "nobody@example.org",
  });
  expect(wrong.status).toBe(401);
  expect(hashes).toHaveLength(2);
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

test("an account that fails five times is locked from every address, the right password included", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const wrong = { ...ada, password: "wrong horse battery" };
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const browser = new Browser(`198.51.100.${tries}`);
    statuses.push((await browser.send(replica, "POST", "/sign-in/email", wrong)).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const right = await new Browser("203.0.113.9").send(replica, "POST", "/sign-in/email", ada);
  expect(right.status).toBe(429);
  expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(14 * 60);
  expect(await right.json()).toMatchObject({ error: { code: "LOCKED", retryable: false } });
  const rows = await replica.db.orm.execute(sql`
    select action, target_kind, error_code, detail from audit_entries where action = 'user.lock'`);
  expect([...rows]).toEqual([
    {
      action: "user.lock",
      target_kind: "email-hash",
      error_code: "LOCKED",
      detail: { method: "password" },
    },
  ]);
});

test("an e-mail that nobody has is locked like any other", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const answers: string[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const answer = await new Browser(`198.51.100.${tries}`).send(
      replica,
      "POST",
      "/sign-in/email",
      { email: "nobody@example.org", password: "wrong horse battery" },
    );
    answers.push(
      `${answer.status} ${((await answer.json()) as { error: { code: string } }).error.code}`,
    );
  }
  expect(answers.slice(0, 5)).toEqual(
    Array.from({ length: 5 }, () => "401 INVALID_EMAIL_OR_PASSWORD"),
  );
  expect(answers[5]).toBe("429 LOCKED");
});

test("guesses from one address are limited, whomever they are about", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      new Browser().send(replica, "POST", "/sign-in/email", {
        email: `nobody-${at}@example.org`,
        password: "wrong horse battery",
      }),
    ),
  );
  const limited = answers.filter((answer) => answer.status === 429);
  expect(limited).toHaveLength(2);
  expect(await limited[0]?.json()).toMatchObject({ error: { code: "TOO_MANY_SIGN_INS" } });
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
