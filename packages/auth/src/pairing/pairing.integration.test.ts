import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actingIn } from "../../test/acting.ts";
import {
  ada,
  Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
  testKeys,
} from "../../test/fixture.ts";
import {
  createPairing,
  listSessions,
  readPairing,
  redeemPairing,
  renameSession,
  revokeSession,
  sweepAuth,
} from "../index.ts";

const phone =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36";

let stack: AsyncDisposableStack;
let replica: TestReplica;
let other: TestReplica;
let browser: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url, { signUp: "open" }));
  other = stack.use(await startReplica(database.url));
  browser = await signedUp(replica);
});
afterAll(() => stack.disposeAsync());

const device = {
  actor: { kind: "anonymous" },
  address: "198.51.100.9",
  requestId: "r2",
  userAgent: phone,
} as const;

function redeem(at: TestReplica, input: { code: string } | { qrToken: string }) {
  return redeemPairing({ db: at.db, keys: testKeys }, device, input);
}

async function create() {
  return await createPairing(await actingIn(replica, browser));
}

async function onlyRow(query: ReturnType<typeof sql>) {
  const [row] = await replica.db.orm.execute(query);
  return row;
}

test("a code signs a device in on any replica, and its maker sees which", async () => {
  const ctx = await actingIn(replica, browser);
  const made = await create();
  expect(made.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(await readPairing(ctx, made)).toMatchObject({ state: "waiting", device: null });
  const paired = await redeem(other, { code: made.code.toLowerCase() });
  expect(paired.user).toMatchObject({ email: ada.email });
  const held = new Browser();
  held.keep(other.auth.deviceCookie(paired.token));
  const session = await held.readSession(replica);
  expect(session).toMatchObject({ kind: "device", email: ada.email, assurance: 1 });
  const lifeDays = ((session?.expiresAt.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(Math.round(lifeDays)).toBe(180);
  const { sessionId } = paired;
  expect(await readPairing(ctx, made)).toMatchObject({
    state: "paired",
    device: { sessionId, label: "Chrome on Android" },
  });
  const row = (await listSessions(ctx)).find((one) => one.sessionId === sessionId);
  expect(row).toMatchObject({ icon: "phone", label: "Chrome on Android", address: device.address });
});

test("the token of the QR picture does the same, and uses the code up with it", async () => {
  const { code, qrToken } = await create();
  await redeem(replica, { qrToken });
  expect(await codeOf(redeem(replica, { qrToken }))).toBe("PAIRING_CODE_INVALID");
  expect(await codeOf(redeem(other, { code }))).toBe("PAIRING_CODE_INVALID");
});

test("a paired device keeps its cookie for as long as browsers keep any, and use renews it", async () => {
  const { code } = await create();
  const { token } = await redeem(replica, { code });
  const made = replica.auth.deviceCookie(token);
  expect(made).toMatch(/^homeport\.session_token=.*; Max-Age=34560000; Path=\/; HttpOnly;/);
  const held = new Browser();
  held.keep(made);
  const set: string[] = [];
  await replica.auth.readSession(held.headers(), { setCookie: (value) => void set.push(value) });
  expect(set.at(-1)).toBe(made);
});

test.for([
  ["a wrong code", () => ({ code: "0000-0000" })],
  ["no code", () => ({ code: "UUUU" })],
  ["a wrong token", () => ({ qrToken: "A".repeat(22) })],
] as const)("%s gives nothing", async ([, shown]) => {
  expect(await codeOf(redeem(replica, shown()))).toBe("PAIRING_CODE_INVALID");
});

test("an expired code gives nothing, and its maker is told", async () => {
  const made = await create();
  await replica.db.orm.execute(sql`update pairing_codes set expires_at = now() - interval '1 s'`);
  expect(await codeOf(redeem(replica, made))).toBe("PAIRING_CODE_INVALID");
  const ctx = await actingIn(replica, browser);
  expect(await readPairing(ctx, made)).toMatchObject({ state: "expired", device: null });
});

test("a code lives for ten minutes by the store's clock", async () => {
  const { pairingId } = await create();
  const row = await onlyRow(sql`
    select extract(epoch from expires_at - created_at)::int as s from pairing_codes where id = ${pairingId}`);
  expect(row).toEqual({ s: 600 });
});

test("a second code takes the place of the first", async () => {
  const first = await create();
  const second = await create();
  expect(await codeOf(redeem(replica, first))).toBe("PAIRING_CODE_INVALID");
  const ctx = await actingIn(replica, browser);
  expect(await codeOf(readPairing(ctx, first))).toBe("PAIRING_NOT_FOUND");
  expect(await codeOf(redeem(replica, second))).toBeNull();
});

test("nobody sees what became of somebody else's code", async () => {
  const made = await create();
  const eve = new Browser();
  await eve.send(replica, "POST", "/sign-up/email", { ...ada, email: "eve@example.org" });
  const ctx = await actingIn(replica, eve);
  expect(await codeOf(readPairing(ctx, made))).toBe("PAIRING_NOT_FOUND");
});

test("the code and the token stand in no table and no audit row", async () => {
  const { code, qrToken } = await create();
  await redeem(replica, { code });
  const row = await onlyRow(sql`
    select (select json_agg(p)::text from pairing_codes p) || (select json_agg(a)::text from audit_entries a) as text`);
  const text = String(row?.["text"]);
  expect(text).toContain("device.pair");
  for (const secret of [code, code.replace("-", ""), qrToken]) expect(text).not.toContain(secret);
});

test("a session that was authenticated 16 minutes ago makes no code", async () => {
  const ctx = await actingIn(replica, browser);
  await replica.db.orm.execute(
    sql`update sessions set authenticated_at = now() - interval '16 minutes'`,
  );
  expect(await codeOf(createPairing(ctx))).toBe("STEP_UP_REQUIRED");
  await replica.db.orm.execute(sql`update sessions set authenticated_at = now()`);
});

test("where the person has a second factor, only a session that gave it makes a code, and hands it on", async () => {
  const ctx = await actingIn(replica, browser);
  const early = await create();
  await replica.db.orm.execute(sql`update users set two_factor_enabled = true`);
  expect(await codeOf(createPairing(ctx))).toBe("STEP_UP_REQUIRED");
  expect(await codeOf(redeem(replica, early))).toBe("PAIRING_CODE_INVALID");
  await replica.db.orm.execute(sql`update sessions set assurance = 2 where kind = 'browser'`);
  const { sessionId } = await redeem(replica, await create());
  const row = await onlyRow(sql`select assurance from sessions where id = ${sessionId}`);
  expect(row).toEqual({ assurance: 2 });
  await replica.db.orm.execute(sql`update users set two_factor_enabled = false`);
});

test("a code ends with the session that made it", async () => {
  const second = new Browser();
  await second.send(replica, "POST", "/sign-in/email", ada);
  const ctx = await actingIn(replica, second);
  const made = await createPairing(ctx);
  const held = await second.readSession(replica);
  await revokeSession(await actingIn(replica, browser), { sessionId: held?.sessionId ?? "" });
  expect(await codeOf(redeem(replica, made))).toBe("PAIRING_CODE_INVALID");
});

test("a device is renamed by its person alone", async () => {
  const { sessionId } = await redeem(replica, await create());
  const ctx = await actingIn(replica, browser);
  await renameSession(ctx, { sessionId, label: "Kitchen phone" });
  const row = (await listSessions(ctx)).find((one) => one.sessionId === sessionId);
  expect(row?.label).toBe("Kitchen phone");
  const mallory = new Browser();
  await mallory.send(replica, "POST", "/sign-up/email", { ...ada, email: "mallory@example.org" });
  const theirs = await actingIn(replica, mallory);
  expect(await codeOf(renameSession(theirs, { sessionId, label: "Mine" }))).toBe(
    "SESSION_NOT_FOUND",
  );
});

test("codes that ended a day ago are swept", async () => {
  await create();
  await replica.db.orm.execute(sql`update pairing_codes set expires_at = now() - interval '25 h'`);
  expect((await sweepAuth(replica)).pairingCodes).toBeGreaterThan(0);
  expect(await onlyRow(sql`select count(*)::int as n from pairing_codes`)).toEqual({ n: 0 });
});
