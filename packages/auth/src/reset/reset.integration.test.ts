import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ada,
  Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
  webUrl,
} from "../../test/fixture.ts";
import { auditedActions, membersIn, signUpAs } from "../../test/organization.ts";
import { startSmtpServer, type TestSmtpServer } from "../../test/smtp-server.ts";
import {
  acceptInvitation,
  createMailer,
  createOperatorResetLink,
  createResetLink,
  inviteMember,
} from "../index.ts";

const newPassword = "another horse battery";

let stack: AsyncDisposableStack;
let smtp: TestSmtpServer;
let replica: TestReplica;
let owner: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  smtp = stack.use(await startSmtpServer());
  const mailer = createMailer(smtp.url, webUrl);
  replica = stack.use(await startReplica(url, { signUp: "open", mailer }));
  owner = await signedUp(replica);
});
afterAll(() => stack.disposeAsync());

function tokenOf(link: string): string {
  expect(link).toMatch(/^http:\/\/localhost:3000\/reset-password#[\w-]{43}$/);
  return link.split("#").at(-1) ?? "";
}

async function post(path: string, body: unknown, address = "192.0.2.7") {
  const answer = await new Browser(address).send(replica, "POST", path, body);
  const told = (await answer.json()) as { error?: { code: string } };
  return told.error?.code ?? answer.status;
}

const reset = (token: string, password = newPassword) =>
  post("/password/reset", { token, password });

async function operatorToken(email = ada.email): Promise<string> {
  const { link } = await createOperatorResetLink(
    { db: replica.db, random: (await membersIn(replica, owner)).random, webUrl },
    { email },
  );
  return tokenOf(link);
}

/** A member of the first organization, with this role. */
async function joined(name: string, role: "owner" | "admin" | "member") {
  const browser = await signUpAs(replica, name);
  const email = `${name.toLowerCase()}@example.org`;
  const quiet = { ...(await membersIn(replica, owner)), mailer: null };
  const { link } = await inviteMember(quiet, { email, role });
  const ctx = await membersIn(replica, browser);
  await acceptInvitation(ctx, { token: link.split("/").at(-1) ?? "" });
  return { browser, email, userId: ctx.userId };
}

test("a mailed link gives a new password once, and ends every session", async () => {
  const bob = await joined("Bob", "member");
  expect(await post("/password/forgot", { email: bob.email.toUpperCase() })).toBe(200);
  await expect.poll(() => smtp.received.at(-1)?.to).toBe(bob.email);
  const link = /http:\S+/.exec(smtp.received.at(-1)?.data ?? "")?.[0] ?? "";
  const token = tokenOf(link);
  expect(await bob.browser.readSession(replica)).not.toBeNull();
  expect(await reset(token)).toBe(200);
  await expect.poll(() => bob.browser.readSession(replica), { timeout: 1_000 }).toBeNull();
  expect(await reset(token)).toBe("RESET_LINK_INVALID");
  const signIn = (password: string) =>
    post("/sign-in/email", { email: bob.email, password }, "198.51.100.1");
  expect(await signIn(ada.password)).toBe("INVALID_EMAIL_OR_PASSWORD");
  expect(await signIn(newPassword)).toBe(200);
});

test("who was locked out by failed tries signs in with the new password at once", async () => {
  const { email } = await joined("Zoe", "member");
  const tries = [];
  for (let tried = 0; tried < 6; tried += 1) {
    tries.push(await post("/sign-in/email", { email, password: "not the password" }));
  }
  expect(tries.at(-1)).toBe("LOCKED");
  expect(await reset(await operatorToken(email))).toBe(200);
  const signedIn = await post("/sign-in/email", { email, password: newPassword }, "198.51.100.2");
  expect(signedIn).toBe(200);
});

test("an unknown address is answered as a known one is, and gets no mail", async () => {
  const before = smtp.received.length;
  expect(await post("/password/forgot", { email: "nobody@example.org" })).toBe(200);
  expect(await post("/password/forgot", { email: ada.email })).toBe(200);
  // What is posted is sent in order, so with the second one here the first would have been, too.
  await expect.poll(() => smtp.received.at(-1)?.to).toBe(ada.email);
  expect(smtp.received.length).toBe(before + 1);
});

test("one address is mailed a few times an hour, whoever asks and whether or not it is known", async () => {
  const ask = (email: string, from: number) =>
    post("/password/forgot", { email }, `203.0.113.${from}`);
  for (const email of ["known@example.org", "unknown@example.org"]) {
    const answers = [];
    for (let asked = 0; asked < 6; asked += 1) answers.push(await ask(email, asked));
    expect(answers).toEqual([200, 200, 200, 200, 200, "RATE_LIMITED"]);
  }
});

test("of two links for one person the newer alone is good, for an hour", async () => {
  const first = await operatorToken();
  const second = await operatorToken();
  expect(await reset(first)).toBe("RESET_LINK_INVALID");
  const [row] = await replica.db.orm.execute(sql`
    select round(extract(epoch from expires_at - created_at))::int as s from verifications
    where identifier like 'password-reset %'`);
  expect(row).toEqual({ s: 3600 });
  await replica.db.orm.execute(sql`
    update verifications set expires_at = now() where identifier like 'password-reset %'`);
  expect(await reset(second)).toBe("RESET_LINK_INVALID");
});

test("a password that is too short changes nothing and keeps the link good", async () => {
  const token = await operatorToken((await joined("Dora", "member")).email);
  expect(await reset(token, "short")).toBe("PASSWORD_INVALID");
  expect(await reset(token)).toBe(200);
});

test("an owner makes a link for anybody, an admin for who is no owner, a member for nobody", async () => {
  const admin = await joined("Erin", "admin");
  const member = await joined("Frank", "member");
  const asOwner = await membersIn(replica, owner);
  const asAdmin = await membersIn(replica, admin.browser);
  const asMember = await membersIn(replica, member.browser);
  const { userId } = member;
  tokenOf((await createResetLink(asOwner, { userId: admin.userId })).link);
  tokenOf((await createResetLink(asAdmin, { userId })).link);
  const refused = (ctx: typeof asOwner, of: string) => codeOf(createResetLink(ctx, { userId: of }));
  expect(await refused(asAdmin, asOwner.userId)).toBe("NOT_PERMITTED");
  expect(await refused(asMember, admin.userId)).toBe("NOT_PERMITTED");
  expect((await auditedActions(replica, "user.reset-link")).at(-1)).toMatchObject({
    organization_id: asOwner.organizationId,
  });
});

test("nobody takes over an account that counts for something where they do not", async () => {
  const guest = await joined("Grace", "member");
  const asOwner = await membersIn(replica, owner);
  await replica.db.orm.execute(
    sql`insert into organizations (id, name, slug) values ('o2', 'Other', 'other')`,
  );
  await replica.db.orm.execute(sql`
    insert into members (id, organization_id, user_id, role) values ('m2', 'o2', ${guest.userId}, 'owner')`);
  expect(await codeOf(createResetLink(asOwner, { userId: guest.userId }))).toBe("NOT_PERMITTED");
  const stranger = await signUpAs(replica, "Heidi");
  const { userId } = await membersIn(replica, stranger);
  expect(await codeOf(createResetLink(asOwner, { userId }))).toBe("MEMBER_NOT_FOUND");
});

test("a link wants a session that was authenticated within 15 minutes", async () => {
  const member = await joined("Ivan", "member");
  const asOwner = await membersIn(replica, owner);
  await replica.db.orm.execute(
    sql`update sessions set authenticated_at = now() - interval '16 minutes'`,
  );
  expect(await codeOf(createResetLink(asOwner, { userId: member.userId }))).toBe(
    "STEP_UP_REQUIRED",
  );
});

test("the operator's link is for who has an account", async () => {
  const { random } = await membersIn(replica, owner);
  const made = createOperatorResetLink(
    { db: replica.db, random, webUrl },
    { email: "nobody@example.org" },
  );
  expect(await codeOf(made)).toBe("USER_NOT_FOUND");
});
