import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, testKeys } from "../../test/fixture.ts";
import type { Account } from "./account-key.ts";
import { type AccountLock, createAccountLock, lockRule } from "./account-lock.ts";
import { deleteOldFailures } from "./store.ts";

let stack: AsyncDisposableStack;
let db: ReturnType<typeof openDb>;
let lock: AccountLock;
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const metrics = createMetrics({ app: "test", version: "0" });
  db = stack.use(openDb({ url, app: "test", clock: systemClock, log: silentLog, metrics }));
  lock = createAccountLock({ db, keys: testKeys, rule: lockRule });
});
afterAll(() => stack.disposeAsync());

let count = 0;
function somebody(): Account {
  count += 1;
  return { kind: "email", email: `person-${count}@example.org` };
}

async function fail(account: Account, times: number) {
  const opened = [];
  for (let at = 0; at < times; at += 1) opened.push(await lock.begin("password", account));
  return opened;
}

async function passTime(interval: string): Promise<void> {
  await db.orm.execute(
    sql.raw(`UPDATE sign_in_failures SET window_started_at = window_started_at - interval '${interval}',
      locked_until = locked_until - interval '${interval}'`),
  );
}

test("the fifth failure locks the account for fifteen minutes", async () => {
  const account = somebody();
  const opened = await fail(account, 5);
  expect(opened.map(({ locks }) => locks)).toEqual([false, false, false, false, true]);
  const refused = await lock.begin("password", account).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "LOCKED" });
  const waitMs = Number(Reflect.get(Object(refused), "retryAfterMs"));
  expect(waitMs).toBeGreaterThan(14 * 60_000);
  expect(waitMs).toBeLessThanOrEqual(15 * 60_000);
});

test("a lock holds for its method alone, and for its account alone", async () => {
  const account = somebody();
  await fail(account, 5);
  await expect(lock.begin("totp", account)).resolves.toMatchObject({ locks: false });
  await expect(lock.begin("password", somebody())).resolves.toMatchObject({ locks: false });
});

test("after fifteen minutes five tries are there again", async () => {
  const account = somebody();
  await fail(account, 5);
  await passTime("15 minutes");
  expect((await fail(account, 5)).at(-1)?.locks).toBe(true);
});

test("failures of more than five minutes ago do not count", async () => {
  const account = somebody();
  await fail(account, 4);
  await passTime("5 minutes");
  expect((await fail(account, 4)).some(({ locks }) => locks)).toBe(false);
});

test("a try that did not fail is not counted, and takes its lock with it", async () => {
  const account = somebody();
  await fail(account, 4);
  const right = await lock.begin("password", account);
  expect(right.locks).toBe(true);
  await right.giveBack();
  await expect(lock.begin("password", account)).resolves.toMatchObject({ locks: true });
  await expect(lock.begin("password", account)).rejects.toMatchObject({ code: "LOCKED" });
});

test("a try that is given back late takes nothing from the next window", async () => {
  const account = somebody();
  const [late] = await fail(account, 1);
  await passTime("6 minutes");
  await fail(account, 4);
  await late?.giveBack();
  expect((await fail(account, 1))[0]?.locks).toBe(true);
});

test("an e-mail is one account however it is written, and none is named in the table", async () => {
  await fail({ kind: "email", email: "Someone@Example.org" }, 3);
  expect((await fail({ kind: "email", email: " someone@example.org" }, 2)).at(-1)?.locks).toBe(
    true,
  );
  const [all] = await db.orm.execute(
    sql`SELECT string_agg(f::text, ' ') AS text FROM sign_in_failures f`,
  );
  expect(String(all?.["text"]).toLowerCase()).not.toContain("example.org");
});

test("rows that neither count nor lock any more are swept, others stay", async () => {
  await db.orm.execute(sql`DELETE FROM sign_in_failures`);
  const account = somebody();
  await fail(account, 5);
  const sweep = () =>
    db.system("test", (tx) => deleteOldFailures(tx, lockRule.windowMs + lockRule.lockMs));
  expect(await sweep()).toBe(0);
  await passTime("21 minutes");
  expect(await sweep()).toBe(1);
});
