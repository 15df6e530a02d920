import { randomBytes } from "node:crypto";
import { keyAnswers } from "@homeport/auth";
import { createKeySession, readKeySession } from "@homeport/coordination";
import { migrate } from "@homeport/db";
import { silentLog, systemRandom } from "@homeport/platform";
import { ownPostgres, waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  admitKey,
  askKeys,
  askSigners,
  challengeFor,
  makeKey,
  signInKey,
  type TestKey,
} from "../../test/operator-key.ts";
import { call, dataOf, migratedDatabase, refusal, signUp } from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";

let stack: AsyncDisposableStack;
let replicas: [Replica, Replica, Replica];
/** Serves a database of its own: what one replica would know if it kept challenges to itself. */
let alone: Replica;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const start = async () => stack.use(await startReplica(url));
  replicas = [await start(), await start(), await start()];
  alone = stack.use(await startReplica(stack.use(await migratedDatabase()).url));
});
afterAll(() => stack.disposeAsync());

const ask = (replica: Replica, cookie: string, path = "fleet.leases.list") =>
  call(replica, "query", path, undefined, { as: null, headers: { cookie } });

const act = (replica: Replica, cookie: string, path: string, input: unknown, origin?: string) =>
  call(replica, "mutation", path, input, {
    as: null,
    headers: { cookie, ...(origin === undefined ? {} : { origin }) },
  });

async function admittedKey(permissions?: string[]): Promise<TestKey & { operatorId: string }> {
  const key = makeKey();
  return { ...key, operatorId: await admitKey(replicas[0], key, permissions) };
}

const sessionsSchema = z.array(z.object({ sessionId: z.string(), keyId: z.string() }));

const verify = async (replica: Replica, body: unknown) => {
  const answer = await askKeys(replica, "verify", body);
  const text = (await answer.text()).replace(/"requestId":"[^"]*"/, "");
  return { status: answer.status, cookies: answer.headers.getSetCookie(), text };
};

/** Some are there again while the others are asked for. */
const mostAsked = 60;

test.each(["that is an operator's", "that nobody knows"])(
  "a key %s is asked for only so many challenges, from however many addresses",
  async (whose) => {
    const { keyId } = whose.includes("nobody") ? makeKey() : await admittedKey();
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < mostAsked) {
      statuses.push((await askKeys(replicas[0], "challenge", { keyId })).status);
    }
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200));
    expect(statuses.at(-1)).toBe(429);
  },
);

describe("an operator's key", () => {
  test("signs in with each step at another replica, and after a sign-out at one is refused at all", async () => {
    const key = await admittedKey();
    const [first, second, third] = replicas;
    const cookie = await signInKey(key, first, second);
    expect(refusal(await ask(third, cookie))).toBeNull();
    const left = await askKeys(third, "sign-out", {}, { cookie });
    expect(left.status).toBe(204);
    expect(left.headers.getSetCookie()).toEqual([
      "homeport_operator=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict",
    ]);
    for (const replica of replicas) {
      expect(refusal(await ask(replica, cookie))).toBe("401 SIGN_IN_REQUIRED");
    }
    const acts = await first.db.orm.execute(sql`
      select actor_kind, actor_id, action from audit_entries
      where target_id = ${key.keyId} order by at`);
    expect(acts).toEqual([
      { actor_kind: "operator-key", actor_id: key.keyId, action: "operator.sign-in" },
      { actor_kind: "operator-key", actor_id: key.keyId, action: "operator.sign-out" },
    ]);
  });

  test("control: where a replica keeps challenges to itself, another one refuses the answer", async () => {
    const key = await admittedKey();
    await admitKey(alone, key);
    const { message } = await challengeFor(alone, key);
    const answered = { keyId: key.keyId, message, signature: key.sign(message) };
    expect((await verify(replicas[0], answered)).status).toBe(401);
    expect((await verify(alone, answered)).status).toBe(200);
  });

  test("is answered as the description of the routes says", async () => {
    const key = await admittedKey();
    const asked = await askKeys(replicas[0], "challenge", { keyId: key.keyId });
    const { message } = keyAnswers.challenge.parse(await asked.json());
    const { text } = await verify(replicas[1], {
      ...{ keyId: key.keyId, message, signature: key.sign(message) },
    });
    expect(keyAnswers.operatorVerify.safeParse(JSON.parse(text)).error).toBeUndefined();
  });

  test("holds a cookie for eight hours that scripts and other sites do not get", async () => {
    const key = await admittedKey();
    const { message } = await challengeFor(replicas[0], key);
    const { cookies } = await verify(replicas[0], {
      ...{ keyId: key.keyId, message, signature: key.sign(message) },
    });
    expect(cookies).toEqual([
      expect.stringMatching(
        /^homeport_operator=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  test("leaves its token nowhere in the database", async () => {
    const key = await admittedKey();
    const token = (await signInKey(key, replicas[0])).split("=")[1] ?? "";
    const rows = await replicas[0].db.orm.execute(sql`
      select row_to_json(s)::text as line from key_sessions s
      union all select row_to_json(c)::text from challenges c
      union all select row_to_json(a)::text from audit_entries a`);
    const dump = JSON.stringify(rows);
    expect(dump).toContain(key.keyId);
    expect(dump).not.toContain(token);
    expect(dump).not.toContain(Buffer.from(token).toString("hex"));
  });

  test("does what its words allow, and changes nothing for another site", async () => {
    const reader = await signInKey(await admittedKey(["fleet.read"]), replicas[0]);
    const expire = { name: "stuck", fence: "1" };
    expect(refusal(await act(replicas[1], reader, "fleet.leases.expire", expire))).toBe(
      "403 NOT_PERMITTED",
    );
    const cookie = await signInKey(await admittedKey(), replicas[0]);
    expect(refusal(await act(replicas[1], cookie, "fleet.leases.expire", expire))).toBe(
      "409 LEASE_MOVED",
    );
    const elsewhere = "http://app.apps.test:8080";
    expect(refusal(await act(replicas[1], cookie, "fleet.leases.expire", expire, elsewhere))).toBe(
      "403 ORIGIN_REFUSED",
    );
    expect(refusal(await ask(replicas[1], cookie, "account.sessions.list"))).toBe(
      "401 SIGN_IN_REQUIRED",
    );
  });

  test("is refused at its next request once it is revoked, and an old session never comes back", async () => {
    const chief = await signInKey(await admittedKey(), replicas[0]);
    const key = await admittedKey();
    const cookie = await signInKey(key, replicas[0]);
    const { operatorId } = key;
    expect(
      refusal(await act(replicas[1], chief, "fleet.operators.revoke", { operatorId })),
    ).toBeNull();
    expect(refusal(await ask(replicas[2], cookie))).toBe("401 SIGN_IN_REQUIRED");
    await admitKey(replicas[0], key);
    expect(refusal(await ask(replicas[2], cookie))).toBe("401 SIGN_IN_REQUIRED");
    expect(refusal(await ask(replicas[2], await signInKey(key, replicas[0])))).toBeNull();
  });

  test("has its sessions listed under names that admit nobody, and each can be ended", async () => {
    const key = await admittedKey();
    const cookies = [await signInKey(key, replicas[0]), await signInKey(key, replicas[1])];
    const listed = dataOf(
      await ask(replicas[2], cookies[0] ?? "", "fleet.operators.sessions.list"),
    );
    const own = sessionsSchema.parse(listed).filter(({ keyId }) => keyId === key.keyId);
    expect(own).toHaveLength(2);
    const [newest] = own;
    const named = { keyId: key.keyId, sessionId: newest?.sessionId };
    const end = () => act(replicas[2], cookies[0] ?? "", "fleet.operators.sessions.revoke", named);
    expect(refusal(await end())).toBeNull();
    expect(refusal(await end())).toBe("404 SESSION_NOT_FOUND");
    expect(refusal(await ask(replicas[1], cookies[1] ?? ""))).toBe("401 SIGN_IN_REQUIRED");
    expect(refusal(await ask(replicas[1], cookies[0] ?? ""))).toBeNull();
  });
});

describe("an answer to a challenge is refused, always in the same words,", () => {
  const one =
    '{"error":{"code":"CHALLENGE_INVALID","message":"The challenge could not be verified."';

  async function answered(key: TestKey) {
    const { message } = await challengeFor(replicas[0], key);
    return { keyId: key.keyId, message, signature: key.sign(message) };
  }

  type Body = Awaited<ReturnType<typeof answered>>;
  const wrong: [string, (body: Body, key: TestKey) => unknown][] = [
    [
      "when it is used again",
      async (body) => {
        expect((await verify(replicas[1], body)).status).toBe(200);
        return body;
      },
    ],
    [
      "when another key signed it",
      (body) => ({ ...body, signature: makeKey().sign(body.message) }),
    ],
    ["in the name of another key", (body) => ({ ...body, keyId: makeKey().keyId })],
    [
      "for another realm",
      (body, key) => {
        const message = body.message.replace("\noperator\n", "\nsigner\n");
        return { ...body, message, signature: key.sign(message) };
      },
    ],
    [
      "with a nonce that nobody issued",
      (body, key) => {
        const lines = body.message.split("\n");
        const message = lines.with(5, randomBytes(32).toString("base64url")).join("\n");
        return { ...body, message, signature: key.sign(message) };
      },
    ],
    [
      "when it has expired",
      async (body) => {
        await replicas[0].db.orm.execute(sql`
          update challenges set expires_at = clock_timestamp() where principal = ${body.keyId}`);
        return body;
      },
    ],
    [
      "when its operator was revoked meanwhile",
      async (body) => {
        await replicas[0].db.orm.execute(sql`
          update operators set revoked_at = clock_timestamp() where key_id = ${body.keyId}`);
        return body;
      },
    ],
    ["when it is something else altogether", () => ({ keyId: 1 })],
  ];

  test.each(wrong)("%s", async (_when, spoil) => {
    const key = await admittedKey();
    const body = await spoil(await answered(key), key);
    const refused = await verify(replicas[0], body);
    expect(refused.status).toBe(401);
    expect(refused.text.startsWith(one), refused.text).toBe(true);
    expect(refused.cookies).toEqual([]);
  });

  test("and leaves a record of the key that was named, whether or not anybody knows it", async () => {
    const known = await admittedKey();
    for (const key of [known, makeKey()]) {
      const body = await answered(known);
      const forged = { ...body, keyId: key.keyId, signature: makeKey().sign(body.message) };
      expect((await verify(replicas[0], forged)).status).toBe(401);
      const acts = await replicas[0].db.orm.execute(sql`
        select actor_kind, action, outcome, error_code from audit_entries
        where target_id = ${key.keyId} and target_kind = 'operator-key'`);
      expect(acts).toEqual([
        {
          ...{ actor_kind: "anonymous", action: "operator.sign-in-failed" },
          ...{ outcome: "denied", error_code: "CHALLENGE_INVALID" },
        },
      ]);
    }
  });

  test("and by whoever is no operator, who was given one like any other, of which nothing is stored", async () => {
    const stranger = makeKey();
    const known = await challengeFor(replicas[0], await admittedKey());
    const body = await answered(stranger);
    expect(body.message.split("\n").map((line) => line.length)).toEqual(
      known.message.split("\n").map((line) => line.length),
    );
    const stored = await replicas[0].db.orm.execute(sql`
      select 1 from challenges where principal = ${stranger.keyId}`);
    expect(stored).toHaveLength(0);
    expect((await verify(replicas[0], body)).status).toBe(401);
  });
});

test("a token of the other realm is nobody's here", async () => {
  const key = await admittedKey();
  const { token } = await createKeySession(replicas[0].db.sql, systemRandom, {
    ...{ realm: "signer", principal: key.keyId, subject: {}, address: null },
  });
  expect(refusal(await ask(replicas[1], `homeport_operator=${token}`))).toBe(
    "401 SIGN_IN_REQUIRED",
  );
});

test("an address gets only so many challenges", async () => {
  const key = await admittedKey();
  const statuses = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const from = { address: "203.0.113.9" };
      return (await askKeys(replicas[0], "challenge", { keyId: key.keyId }, from)).status;
    }),
  );
  expect(statuses.filter((status) => status === 200).length).toBeLessThan(25);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

test("a person's session goes before the cookie of a key", async () => {
  const cookie = await signInKey(await admittedKey(), replicas[0]);
  const person = await signUp(replicas[0], "nobody-special");
  expect(refusal(await ask(replicas[1], `${person.cookie}; ${cookie}`))).toBe("403 NOT_PERMITTED");
});

test("a sign-out of a key that cannot be stored keeps the cookie and the session", async () => {
  await using store = await ownPostgres();
  await migrate({ url: store.url, log: silentLog });
  await using replica = await startReplica(store.url, { acquireMs: 200 });
  const key = makeKey();
  await admitKey(replica, key);
  const cookie = await signInKey(key, replica);
  // In order: what was committed is to be there again.
  await store.stop();
  const answer = await askKeys(replica, "sign-out", {}, { cookie });
  expect(answer.status).toBe(503);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({
    error: { code: "REVOKE_FAILED", message: "You are still signed in. Try again." },
  });
  await store.start();
  await waitFor(async () => refusal(await ask(replica, cookie)) === null, { deadlineMs: 15_000 });
  expect((await askKeys(replica, "sign-out", {}, { cookie })).status).toBe(204);
  expect(refusal(await ask(replica, cookie))).toBe("401 SIGN_IN_REQUIRED");
});

test("a sign-out of a vault's signer that cannot be stored says so, and the token is worth what it was", async () => {
  await using store = await ownPostgres();
  await migrate({ url: store.url, log: silentLog });
  await using replica = await startReplica(store.url, { acquireMs: 200 });
  const { keyId } = makeKey();
  const { token } = await createKeySession(replica.db.sql, systemRandom, {
    ...{ realm: "signer", principal: keyId, subject: {}, address: null },
  });
  const isThere = async () =>
    (await readKeySession(replica.db.sql, { realm: "signer", token })) !== null;
  const leave = () => askSigners(replica, "sign-out", token);
  await store.stop();
  const answer = await leave();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: "REVOKE_FAILED", retryable: true } });
  await store.start();
  await waitFor(() => isThere().catch(() => false), { deadlineMs: 15_000 });
  expect((await leave()).status).toBe(204);
  expect(await isThere()).toBe(false);
});
