import { sql } from "drizzle-orm";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { expect, test } from "vitest";
import { turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  ageAuthentication,
  Browser,
  codeOf,
  factorContext,
  migratedDatabase,
  type ReplicaOptions,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { readSecurity } from "../security/read-security.ts";
import { linkWallet } from "./link-wallet.ts";
import { unlinkWallet } from "./unlink-wallet.ts";

type Wallet = ReturnType<typeof privateKeyToAccount>;
type Fields = Partial<Parameters<typeof createSiweMessage>[0]>;

function newWallet(): Wallet {
  return privateKeyToAccount(generatePrivateKey());
}

async function nonceOf(replica: TestReplica): Promise<string> {
  const answer = await new Browser().send(replica, "POST", "/siwe/nonce", {});
  return ((await answer.json()) as { nonce: string }).nonce;
}

/** A message that the console would write, but for what is told, with the wallet's signature. */
async function signed(replica: TestReplica, wallet: Wallet, fields: Fields = {}) {
  const message = createSiweMessage({
    address: wallet.address,
    chainId: 1,
    domain: "localhost:3000",
    nonce: fields.nonce ?? (await nonceOf(replica)),
    uri: "http://localhost:3000",
    version: "1",
    ...fields,
  });
  return { message, signature: await wallet.signMessage({ message }) };
}

async function signIn(replica: TestReplica, body: unknown, browser = new Browser()) {
  const answer = await browser.send(replica, "POST", "/siwe/verify", body);
  const told = (await answer.json()) as { error?: { code: string } };
  return { status: answer.status, code: told.error?.code ?? null, told, browser };
}

/** A replica whose first person has linked a wallet. */
async function withWallet(url: string, options: ReplicaOptions = {}) {
  const replica = await startReplica(url, options);
  const browser = await signedUp(replica);
  const context = await factorContext(replica, browser);
  const wallet = newWallet();
  await linkWallet(context, await signed(replica, wallet));
  const dispose = () => replica[Symbol.asyncDispose]();
  return { replica, browser, context, wallet, [Symbol.asyncDispose]: dispose };
}

test("a linked wallet signs its person in, on any chain that is allowed", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url, { walletChains: [1, 10] });
  const body = await signed(one.replica, one.wallet, { chainId: 10 });
  const { told, browser } = await signIn(one.replica, body);
  expect(told).toMatchObject({ user: { email: ada.email } });
  expect(await browser.readSession(one.replica)).toMatchObject({ assurance: 1 });
  const [row] = await one.replica.db.orm.execute(sql`
    SELECT detail FROM audit_entries WHERE action = 'user.sign-in' ORDER BY at DESC LIMIT 1`);
  expect(row).toEqual({ detail: { method: "wallet" } });
});

test("who has a second factor is asked for it after their wallet, too", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url);
  const { app } = await turnOnTwoFactor(one.replica, one.browser);
  const first = await signIn(one.replica, await signed(one.replica, one.wallet));
  expect(first.told).toEqual({
    twoFactorRedirect: true,
    twoFactorMethods: ["totp", "backup-code"],
  });
  expect(await first.browser.readSession(one.replica)).toBeNull();
  const code = app.code();
  const shown = await first.browser.send(one.replica, "POST", "/two-factor/verify-totp", { code });
  expect(shown.status).toBe(200);
  expect(await first.browser.readSession(one.replica)).toMatchObject({ assurance: 2 });
});

test("a nonce is good once, for fifteen minutes, and only when it was given", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url);
  const { replica, wallet } = one;
  const body = await signed(replica, wallet);
  expect((await signIn(replica, body)).status).toBe(200);
  expect(await signIn(replica, body)).toMatchObject({ status: 401, code: "WALLET_REFUSED" });
  const invented = await signed(replica, wallet, { nonce: "abcdefgh12345678" });
  expect((await signIn(replica, invented)).code).toBe("WALLET_REFUSED");
  const late = await signed(replica, wallet);
  const lives = await replica.db.orm.execute(sql`
    SELECT round(extract(epoch FROM expires_at - now()) / 60)::int AS minutes FROM verifications
    WHERE identifier LIKE 'siwe:%'`);
  expect([...lives]).toEqual([{ minutes: 15 }]);
  await replica.db.orm.execute(sql`UPDATE verifications SET expires_at = now()`);
  expect((await signIn(replica, late)).code).toBe("WALLET_REFUSED");
});

test("a message for another address, chain or time signs nobody in, and uses no nonce up", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url);
  const nonce = await nonceOf(one.replica);
  const faults: Fields[] = [
    { domain: "evil.example.org" },
    { uri: "https://evil.example.org" },
    { chainId: 5 },
    { issuedAt: new Date(Date.now() - 16 * 60_000) },
  ];
  for (const fields of faults) {
    const body = await signed(one.replica, one.wallet, { nonce, ...fields });
    expect((await signIn(one.replica, body)).code).toBe("WALLET_REFUSED");
  }
  const good = await signed(one.replica, one.wallet, { nonce });
  expect((await signIn(one.replica, good)).status).toBe(200);
});

test("another wallet's signature is refused, five times lock the wallet, and garbage is no error of ours", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url);
  const { replica, wallet } = one;
  const { message } = await signed(replica, wallet);
  const signature = await newWallet().signMessage({ message });
  for (const body of [{}, { message: "x", signature: "0x" }, { message, signature: "yes" }]) {
    expect((await signIn(replica, body)).code).toBe("WALLET_REFUSED");
  }
  const codes: (string | null)[] = [];
  for (const forged of ["0x", "0x00", `0x${"ff".repeat(65)}`, signature, signature, signature]) {
    const browser = new Browser(`198.51.100.${codes.length}`);
    codes.push((await signIn(replica, { message, signature: forged }, browser)).code);
  }
  expect(codes).toEqual([...Array.from({ length: 5 }, () => "WALLET_REFUSED"), "LOCKED"]);
});

test("an unknown wallet is a stranger where sign-up is not open", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url, { signUp: "invite" });
  await signedUp(replica);
  const tried = await signIn(replica, await signed(replica, newWallet()));
  expect(tried).toMatchObject({ status: 403, code: "SIGN_UP_CLOSED" });
  const rows = await replica.db.orm.execute(sql`SELECT count(*)::int AS n FROM users`);
  expect([...rows]).toEqual([{ n: 1 }]);
});

test("an unknown wallet makes one account where sign-up is open, and never the first", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url, { signUp: "open" });
  const wallet = newWallet();
  expect((await signIn(replica, await signed(replica, wallet))).code).toBe("SIGN_UP_CLOSED");
  await signedUp(replica);
  const bodies = await Promise.all([1, 2, 3].map(() => signed(replica, wallet)));
  const tried = await Promise.all(bodies.map((body) => signIn(replica, body)));
  expect(tried.map(({ status }) => status)).toEqual([200, 200, 200]);
  const rows = await replica.db.orm.execute(sql`
    SELECT email FROM users WHERE email LIKE '%@wallet.invalid'`);
  expect([...rows]).toEqual([{ email: `${wallet.address.toLowerCase()}@wallet.invalid` }]);
});

test("a wallet is linked to one person on all chains, with a recent factor", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url, { walletChains: [1, 10], signUp: "open" });
  const { replica, context, wallet } = one;
  const bob = new Browser();
  await bob.send(replica, "POST", "/sign-up/email", {
    ...ada,
    name: "Bob",
    email: "bob@example.org",
  });
  const foreign = await factorContext(replica, bob);
  const link = async (who: typeof context, fields: Fields = {}) =>
    await codeOf(linkWallet(who, await signed(replica, wallet, fields)));
  expect(await link(foreign)).toBe("WALLET_TAKEN");
  expect(await link(foreign, { chainId: 10 })).toBe("WALLET_TAKEN");
  expect(await link(context)).toBeNull();
  expect((await readSecurity(context)).wallets).toMatchObject([
    { address: wallet.address, chainId: 1 },
  ]);
  expect(await link(context, { domain: "evil.example.org" })).toBe("WALLET_REFUSED");
  await ageAuthentication(replica);
  expect(await link(context)).toBe("STEP_UP_REQUIRED");
});

test("a wallet is unlinked by its person alone, unless it is the only way in", async () => {
  await using database = await migratedDatabase();
  await using one = await withWallet(database.url);
  const { replica, context } = one;
  const [wallet] = (await readSecurity(context)).wallets;
  const walletId = wallet?.walletId ?? "";
  const other = { ...context, actor: { ...context.actor, userId: "somebody-else" } } as const;
  expect(await codeOf(unlinkWallet(other, { walletId }))).toBe("WALLET_NOT_FOUND");
  const [account] = await replica.db.orm.execute(sql`DELETE FROM accounts RETURNING id, user_id`);
  expect(await codeOf(unlinkWallet(context, { walletId }))).toBe("LAST_WAY_IN");
  await replica.db.orm.execute(sql`
    INSERT INTO accounts (id, account_id, provider_id, user_id, password)
    VALUES (${account?.["id"]}, 'x', 'credential', ${account?.["user_id"]}, 'x')`);
  await unlinkWallet(context, { walletId });
  expect((await readSecurity(context)).wallets).toEqual([]);
  expect((await signIn(replica, await signed(replica, one.wallet))).code).toBe("SIGN_UP_CLOSED");
});
