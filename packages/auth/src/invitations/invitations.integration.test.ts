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
  webUrl,
} from "../../test/fixture.ts";
import { auditedActions, membersIn, signUpAs } from "../../test/organization.ts";
import { startSmtpServer, type TestSmtpServer } from "../../test/smtp-server.ts";
import {
  acceptInvitation,
  cancelInvitation,
  createMailer,
  inviteMember,
  listInvitations,
  listMembers,
  listMemberships,
  readInvitation,
} from "../index.ts";

let stack: AsyncDisposableStack;
let smtp: TestSmtpServer;
/** Sign-up is by invitation here, … */
let replica: TestReplica;
/** … open here, … */
let open: TestReplica;
/** … and closed here. */
let closed: TestReplica;
let owner: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  smtp = stack.use(await startSmtpServer());
  replica = stack.use(await startReplica(url));
  open = stack.use(
    await startReplica(url, { signUp: "open", mailer: createMailer(smtp.url, webUrl) }),
  );
  closed = stack.use(await startReplica(url, { signUp: "closed" }));
  owner = await signedUp(replica);
});
afterAll(() => stack.disposeAsync());

async function invite(email: string, role: "owner" | "admin" | "member" = "member") {
  const made = await inviteMember(await membersIn(replica, owner), { email, role });
  return { ...made, token: made.link.slice(made.link.lastIndexOf("/") + 1) };
}

async function signUp(at: TestReplica, email: string, invitation: string) {
  const browser = new Browser();
  const body = { ...ada, name: "Somebody", email, invitation };
  const answer = await browser.send(at, "POST", "/sign-up/email", body);
  const refused = answer.ok ? null : ((await answer.json()) as { error: { code: string } });
  return { browser, code: refused?.error.code ?? null };
}

test("somebody new joins by the link where sign-up is by invitation", async () => {
  const { link, token, mail } = await invite("bob@example.org", "admin");
  expect(link).toMatch(/^http:\/\/localhost:3000\/join\/[\w-]{43}$/);
  expect(mail).toBe("off");
  expect(await readInvitation(replica, { token })).toMatchObject({
    organization: "Home",
    email: "bob@example.org",
    role: "admin",
    invitedBy: "Ada",
    hasAccount: false,
  });
  const { browser, code } = await signUp(replica, "bob@example.org", token);
  expect(code).toBeNull();
  const { userId, roles } = await membersIn(replica, browser);
  expect(await listMemberships(replica, { userId })).toHaveLength(1);
  expect(roles).toEqual(["admin"]);
  expect((await auditedActions(replica, "member.join")).at(-1)).toMatchObject({
    organization_id: expect.any(String),
    detail: { role: "admin", signUp: true },
  });
  expect(await readInvitation(replica, { token })).toBeNull();
  const again = await signUp(replica, "bob2@example.org", token);
  expect(again.code).toBe("INVITATION_NOT_FOUND");
});

test("a link brings nobody new in with another address, or where sign-up is closed", async () => {
  const { token } = await invite("carol@example.org");
  expect((await signUp(replica, "eve@example.org", token)).code).toBe("INVITATION_NOT_YOURS");
  expect((await signUp(closed, "carol@example.org", token)).code).toBe("SIGN_UP_CLOSED");
  expect((await signUp(replica, "eve@example.org", "x".repeat(43))).code).toBe(
    "INVITATION_NOT_FOUND",
  );
  const rows = await replica.db.orm.execute(sql`select id from users where email like 'eve%'`);
  expect(rows).toHaveLength(0);
});

test("somebody with an account accepts it once, and nobody else does", async () => {
  const dora = await signUpAs(open, "Dora");
  const eve = await signUpAs(open, "Eve");
  const { token } = await invite("Dora@Example.org".toLowerCase());
  const asEve = await actingIn(replica, eve);
  expect(await codeOf(acceptInvitation(asEve, { token }))).toBe("INVITATION_NOT_YOURS");
  const asDora = await actingIn(replica, dora);
  expect(await codeOf(acceptInvitation(asDora, { token }))).toBeNull();
  expect(await codeOf(acceptInvitation(asDora, { token }))).toBe("INVITATION_NOT_FOUND");
  const listed = await listMembers(await membersIn(replica, owner), {});
  expect(listed.items.find((one) => one.name === "Dora")?.roles).toEqual(["member"]);
  const audited = await auditedActions(replica, "member.join");
  expect(audited.at(-1)).toMatchObject({ detail: { role: "member" } });
});

test("a second invitation for one address takes the place of the first", async () => {
  const first = await invite("frank@example.org");
  const second = await invite("frank@example.org", "admin");
  expect(await readInvitation(replica, first)).toBeNull();
  expect(await readInvitation(replica, second)).toMatchObject({ role: "admin" });
});

test("an invitation lives for seven days, and an expired one admits nobody", async () => {
  const { invitationId, token } = await invite("grace@example.org");
  const [row] = await replica.db.orm.execute(sql`
    select round(extract(epoch from expires_at - created_at) / 86400)::int as days
    from invitations where id = ${invitationId}`);
  expect(row).toEqual({ days: 7 });
  await replica.db.orm.execute(
    sql`update invitations set expires_at = now() where id = ${invitationId}`,
  );
  expect(await readInvitation(replica, { token })).toBeNull();
  expect((await signUp(replica, "grace@example.org", token)).code).toBe("INVITATION_NOT_FOUND");
});

test("an invitation that was taken back admits nobody, and is no longer listed", async () => {
  const ctx = await membersIn(replica, owner);
  const { invitationId, token } = await invite("heidi@example.org");
  const waiting = async () =>
    (await listInvitations(ctx, {})).items.map((one) => one.invitationId).includes(invitationId);
  expect(await waiting()).toBe(true);
  await cancelInvitation(ctx, { invitationId });
  expect(await waiting()).toBe(false);
  expect(await readInvitation(replica, { token })).toBeNull();
  expect(await codeOf(cancelInvitation(ctx, { invitationId }))).toBe("INVITATION_NOT_FOUND");
});

test("a member is not invited again, and only owners invite owners", async () => {
  const ctx = await membersIn(replica, owner);
  const again = inviteMember(ctx, { email: ada.email, role: "member" });
  expect(await codeOf(again)).toBe("ALREADY_MEMBER");
  const asAdmin = { ...ctx, roles: ["admin"] as const };
  const email = "ivan@example.org";
  expect(await codeOf(inviteMember(asAdmin, { email, role: "owner" }))).toBe("NOT_PERMITTED");
  expect(await codeOf(inviteMember(asAdmin, { email, role: "admin" }))).toBeNull();
  const asMember = { ...ctx, roles: ["member"] as const };
  expect(await codeOf(inviteMember(asMember, { email, role: "member" }))).toBe("NOT_PERMITTED");
});

test("the link is mailed where mail is set up, and shown all the same when that fails", async () => {
  const ctx = { ...(await membersIn(replica, owner)), mailer: open.auth.mailer };
  const sent = await inviteMember(ctx, { email: "judy@example.org", role: "member" });
  expect(sent.mail).toBe("sent");
  expect(smtp.received.at(-1)).toMatchObject({ to: "judy@example.org" });
  expect(smtp.received.at(-1)?.data).toContain(sent.link);
  smtp.refuse();
  const failed = await inviteMember(ctx, { email: "karl@example.org", role: "member" });
  expect(failed.mail).toBe("failed");
  expect(
    await readInvitation(replica, { token: failed.link.split("/").at(-1) ?? "" }),
  ).not.toBeNull();
});

test("the token of a link stands in no table and no audit row", async () => {
  const { token } = await invite("liam@example.org");
  const [row] = await replica.db.orm.execute(sql`
    select (select json_agg(i)::text from invitations i) || (select json_agg(a)::text from audit_entries a) as text`);
  expect(String(row?.["text"])).toContain("liam@example.org");
  expect(String(row?.["text"])).not.toContain(token);
});
