import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { call, dataOf, migratedDatabase, type Person, refusal, signUp } from "../../test/people.ts";
import { type Replica, startReplica, webUrl } from "../../test/replica.ts";

let stack: AsyncDisposableStack;
let databaseUrl: string;
let replica: Replica;
let owner: Person;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  databaseUrl = database.url;
  replica = stack.use(await startReplica(databaseUrl));
  owner = await signUp(replica, "owner");
});
afterAll(() => stack.disposeAsync());

const codeSchema = z.object({ pairingId: z.string(), code: z.string(), qrToken: z.string() });

async function create() {
  const made = await call(replica, "mutation", "account.pairing.create", undefined, { as: owner });
  return codeSchema.parse(dataOf(made));
}

/** As the page of the other device does it, with the answer's cookies. */
async function redeem(at: Replica, input: unknown, headers: Record<string, string> = {}) {
  return await fetch(new URL("/api/trpc/account.pairing.redeem", at.url), {
    method: "POST",
    headers: { "content-type": "application/json", origin: webUrl.origin, ...headers },
    body: JSON.stringify({ json: input }),
  });
}

test("the device gets its session as a cookie, and the answer's body holds no token", async () => {
  const { code } = await create();
  const answer = await redeem(replica, { code });
  const [cookie = ""] = answer.headers.getSetCookie();
  const [pair = ""] = cookie.split(";");
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
  expect(await answer.text()).not.toContain(pair.split("=")[1]);
  const device: Person = { userId: owner.userId, cookie: pair };
  const me = dataOf(await call(replica, "query", "session.me", undefined, { as: device }));
  expect(me).toMatchObject({ userId: owner.userId, kind: "device" });
});

test("another site's page pairs no browser", async () => {
  const { code } = await create();
  const answer = await redeem(replica, { code }, { origin: "https://evil.example" });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test("an address has five tries a minute, right and wrong ones alike", async () => {
  await using fresh = await startReplica(databaseUrl);
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    statuses.push((await redeem(fresh, { code: "0000-0000" })).status);
  }
  expect(statuses).toEqual([400, 400, 400, 400, 400]);
  const { code } = await create();
  const limited = await redeem(fresh, { code });
  expect(limited.status).toBe(429);
  expect(await limited.text()).toContain("RATE_LIMITED");
});

test("everybody together has as many tries as the class says", async () => {
  await using fresh = await startReplica(databaseUrl, {
    rates: { pairing: "1000/m+1000", "pairing-all": "3/m+3" },
  });
  const codes: (string | null)[] = [];
  for (let tries = 0; tries < 4; tries += 1) {
    const input = { code: "0000-0000" };
    codes.push(
      refusal(await call(fresh, "mutation", "account.pairing.redeem", input, { as: null })),
    );
  }
  expect(codes).toEqual([...Array(3).fill("400 PAIRING_CODE_INVALID"), "429 RATE_LIMITED"]);
});
