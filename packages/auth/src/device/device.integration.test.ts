import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";

const grant = "urn:ietf:params:oauth:grant-type:device_code";

async function ask(replica: TestReplica) {
  const cli = new Browser();
  const answer = await cli.send(replica, "POST", "/device/code", { client_id: "homeport-cli" });
  return { cli, codes: (await answer.json()) as { device_code: string; user_code: string } };
}

async function poll(replica: TestReplica, cli: Browser, deviceCode: string) {
  const body = { grant_type: grant, device_code: deviceCode, client_id: "homeport-cli" };
  const answer = await cli.send(replica, "POST", "/device/token", body);
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

async function pollAfterInterval(replica: TestReplica, cli: Browser, deviceCode: string) {
  await replica.db.orm.execute(sql`update device_codes set last_polled_at = null`);
  return await poll(replica, cli, deviceCode);
}

test("a code asks for a page of the console and an interval of five seconds", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const { codes } = await ask(replica);
  expect(codes).toMatchObject({
    verification_uri: "http://localhost:3000/device",
    expires_in: 600,
    interval: 5,
  });
});

test("an approved code gives a signed token of kind cli, once", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { cli, codes } = await ask(replica);
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({
    error: "authorization_pending",
  });
  await browser.send(replica, "GET", `/device?user_code=${codes.user_code}`);
  const approved = await browser.send(replica, "POST", "/device/approve", {
    userCode: codes.user_code,
  });
  expect(approved.status).toBe(200);
  const { status, body } = await pollAfterInterval(replica, cli, codes.device_code);
  expect(status).toBe(200);
  const session = await replica.auth.readSession(
    new Headers({ authorization: `Bearer ${body["access_token"]}` }),
  );
  expect(session).toMatchObject({ kind: "cli", email: "ada@example.org" });
  const lifeDays = ((session?.expiresAt.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(lifeDays).toBeGreaterThan(29);
  expect((await pollAfterInterval(replica, cli, codes.device_code)).body).toMatchObject({
    error: "invalid_grant",
  });
});

test("a raw session token is refused as a bearer", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  await signedUp(replica);
  const [row] = await replica.db.orm.execute(sql`select token from sessions`);
  const token = String(row?.["token"]);
  const read = (bearer: string) =>
    replica.auth.readSession(new Headers({ authorization: `Bearer ${bearer}` }));
  expect(await read(token)).toBeNull();
  expect(await read(`${token}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=`)).toBeNull();
});

test("a bearer signs out with its own token", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { cli, codes } = await ask(replica);
  await browser.send(replica, "GET", `/device?user_code=${codes.user_code}`);
  await browser.send(replica, "POST", "/device/approve", { userCode: codes.user_code });
  const { body } = await pollAfterInterval(replica, cli, codes.device_code);
  const headers = new Headers({ authorization: `Bearer ${body["access_token"]}` });
  const request = new Request("http://localhost:3000/api/auth/sign-out", {
    method: "POST",
    headers,
  });
  const answer = await replica.auth.handler(request, { address: null, requestId: "r1" });
  expect(answer.status).toBe(200);
  expect(await replica.auth.readSession(headers, { fresh: true })).toBeNull();
});

test("a program that polls too fast is told to slow down, and has to wait longer each time", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const { cli, codes } = await ask(replica);
  await poll(replica, cli, codes.device_code);
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({ error: "slow_down" });
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({ error: "slow_down" });
  const [row] = await replica.db.orm.execute(sql`select polling_interval from device_codes`);
  expect(row).toEqual({ polling_interval: 15_000 });
});

test("a person who is about to approve is told which program asks, and from where", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const request = new Request("http://localhost:3000/api/auth/device/code", {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "homeport/0.1.0 (linux)" },
    body: JSON.stringify({ client_id: "homeport-cli" }),
  });
  const asked = await replica.auth.handler(request, { address: "192.0.2.7", requestId: "r1" });
  const { user_code: userCode } = (await asked.json()) as { user_code: string };
  const answer = await browser.send(replica, "GET", `/device?user_code=${userCode}`);
  expect(await answer.json()).toMatchObject({
    status: "pending",
    address: "192.0.2.7",
    userAgent: "homeport/0.1.0 (linux)",
  });
});

test("a denied code gives nothing", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { cli, codes } = await ask(replica);
  await browser.send(replica, "GET", `/device?user_code=${codes.user_code}`);
  await browser.send(replica, "POST", "/device/deny", { userCode: codes.user_code });
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({
    error: "access_denied",
  });
});

async function approveAs(replica: TestReplica, browser: Browser, userCode: string) {
  await browser.send(replica, "GET", `/device?user_code=${userCode}`);
  const answer = await browser.send(replica, "POST", "/device/approve", { userCode });
  const body = (await answer.json()) as { error?: { code: string } };
  return body.error?.code ?? null;
}

test("only a session that was authenticated within 15 minutes approves a code", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { codes } = await ask(replica);
  await replica.db.orm.execute(
    sql`update sessions set authenticated_at = now() - interval '16 minutes'`,
  );
  expect(await approveAs(replica, browser, codes.user_code)).toBe("STEP_UP_REQUIRED");
  await replica.db.orm.execute(
    sql`update sessions set authenticated_at = now() - interval '14 minutes'`,
  );
  expect(await approveAs(replica, browser, codes.user_code)).toBeNull();
});

test("a code is answered once, and what was decided is audited", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { codes } = await ask(replica);
  await browser.send(replica, "GET", `/device?user_code=${codes.user_code}`);
  const body = { userCode: codes.user_code };
  const answers = await Promise.all([
    browser.send(replica, "POST", "/device/approve", body),
    browser.send(replica, "POST", "/device/deny", body),
  ]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  expect(await approveAs(replica, browser, codes.user_code)).toBe("DEVICE_CODE_INVALID");
  const rows = await replica.db.orm.execute(
    sql`select action from audit_entries where action like 'cli.%'`,
  );
  expect(rows).toHaveLength(1);
});

test("a program takes the assurance and the time of the session that approved it", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { cli, codes } = await ask(replica);
  await replica.db.orm.execute(sql`update users set two_factor_enabled = true`);
  expect(await approveAs(replica, browser, codes.user_code)).toBe("STEP_UP_REQUIRED");
  await replica.db.orm.execute(
    sql`update sessions set assurance = 2, authenticated_at = now() - interval '5 minutes'`,
  );
  expect(await approveAs(replica, browser, codes.user_code)).toBeNull();
  expect((await poll(replica, cli, codes.device_code)).status).toBe(200);
  const rows = await replica.db.orm.execute(sql`
    select kind, assurance, (authenticated_at < now() - interval '4 minutes') as earlier from sessions order by kind`);
  expect(rows).toEqual([
    { kind: "browser", assurance: 2, earlier: true },
    { kind: "cli", assurance: 2, earlier: true },
  ]);
});

test("a program gets nothing once the session that approved it has ended", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { cli, codes } = await ask(replica);
  await approveAs(replica, browser, codes.user_code);
  await browser.send(replica, "POST", "/sign-out");
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({
    error: "access_denied",
  });
});

test("an expired code gives nothing", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const { cli, codes } = await ask(replica);
  await replica.db.orm.execute(
    sql`update device_codes set expires_at = now() - interval '1 second'`,
  );
  expect((await poll(replica, cli, codes.device_code)).body).toMatchObject({
    error: "expired_token",
  });
});

test("another program than homeport gets no code", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const answer = await new Browser().send(replica, "POST", "/device/code", { client_id: "other" });
  expect(answer.status).toBe(400);
});

test("a stranger cannot approve a code", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const { codes } = await ask(replica);
  const answer = await new Browser().send(replica, "POST", "/device/approve", {
    userCode: codes.user_code,
  });
  expect(answer.status).toBe(401);
});

test("an address gets only so many codes", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const statuses: number[] = [];
  for (let at = 0; at < 22; at += 1) {
    const cli = new Browser();
    const answer = await cli.send(replica, "POST", "/device/code", { client_id: "homeport-cli" });
    statuses.push(answer.status);
  }
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200));
  expect(statuses.at(-1)).toBe(429);
});
