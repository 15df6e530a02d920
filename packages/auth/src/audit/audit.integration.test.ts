import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ada,
  Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { membersIn, signUpAs } from "../../test/organization.ts";
import {
  type AuditEntry,
  acceptInvitation,
  exportAudit,
  exportVaultAudit,
  inviteMember,
  listAudit,
  listInstallationAudit,
  listSessions,
  listVaultAudit,
  revokeOtherSessions,
  revokeSession,
  updateMemberRole,
} from "../index.ts";

let stack: AsyncDisposableStack;
let replica: TestReplica;
let owner: Browser;
let bob: Browser;
let stranger: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(url, { signUp: "open" }));
  owner = await signedUp(replica);
  bob = await signUpAs(replica, "Bob");
  stranger = await signUpAs(replica, "Mallory");
  // Before Bob belongs here: nobody's business.
  await revokeOtherSessions(await membersIn(replica, bob));
  const asOwner = await membersIn(replica, owner);
  const { link } = await inviteMember(asOwner, { email: "bob@example.org", role: "member" });
  await acceptInvitation(await membersIn(replica, bob), { token: link.split("/").at(-1) ?? "" });
  const asBob = await membersIn(replica, bob);
  await updateMemberRole(asOwner, { userId: asBob.userId, role: "admin" });
  await new Browser().send(replica, "POST", "/sign-in/email", {
    email: "bob@example.org",
    password: "not the password",
  });
  await new Browser().send(replica, "POST", "/sign-in/email", {
    ...ada,
    email: "bob@example.org",
  });
  await revokeOtherSessions(await membersIn(replica, stranger));
});
afterAll(() => stack.disposeAsync());

const actionsOf = (items: readonly AuditEntry[]) => items.map((entry) => entry.action);

test("an owner reads what was done in the organization and by its members since they joined", async () => {
  const { items } = await listAudit(await membersIn(replica, owner), {});
  const actions = actionsOf(items);
  expect(actions).toEqual(
    expect.arrayContaining(["member.invite", "member.join", "member.role", "user.sign-in"]),
  );
  expect(actions).toContain("user.sign-in-failed");
  expect(items.map((entry) => entry.at.getTime())).toEqual(
    items.map((entry) => entry.at.getTime()).sort((left, right) => right - left),
  );
  expect(actions.filter((action) => action === "session.revoke")).toEqual([]);
  expect(new Set(items.map((entry) => entry.entryId)).size).toBe(items.length);
});

test("an entry says who did what to whom, by name", async () => {
  const { items } = await listAudit(await membersIn(replica, owner), { action: "member.role" });
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    actor: { kind: "user", name: "Ada", email: ada.email },
    target: { kind: "user", name: "Bob" },
    outcome: "success",
    detail: { before: "member", after: "admin" },
  });
});

test("the same rows come page by page, each once", async () => {
  const ctx = await membersIn(replica, owner);
  const whole = await listAudit(ctx, { limit: 500 });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(ctx, { limit: 2, cursor });
    seen.push(...page.items.map((entry) => entry.entryId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(whole.items.map((entry) => entry.entryId));
});

test("a cursor of one filter is refused by another", async () => {
  const ctx = await membersIn(replica, owner);
  const { nextCursor } = await listAudit(ctx, { limit: 1 });
  const other = listAudit(ctx, { action: "member.", cursor: nextCursor ?? "" });
  expect(await codeOf(other)).toBe("CURSOR_INVALID");
});

test.for([
  ["how an action begins", { action: "member." }, ["member.role", "member.join", "member.invite"]],
  ["part of a person's name", { actor: "bo", action: "member." }, ["member.join"]],
  ["part of an e-mail", { target: "BOB@example" }, ["user.sign-in", "member.role", "member.join"]],
  ["a kind of target", { target: "invitation" }, ["member.invite"]],
  ["an action that stands for itself", { action: "member_" }, []],
  ["a time before all", { to: new Date("2020-01-01") }, []],
  ["a time after all", { from: new Date("2120-01-01") }, []],
] as const)("entries are found by %s", async ([, filter, actions]) => {
  const { items } = await listAudit(await membersIn(replica, owner), filter);
  expect(actionsOf(items).filter((action) => action !== "user.sign-up")).toEqual([...actions]);
});

test("a member without the word reads nothing, and nobody reads another organization's", async () => {
  const asOwner = await membersIn(replica, owner);
  const asMember = { ...asOwner, roles: ["member"] as const };
  expect(await codeOf(listAudit(asMember, {}))).toBe("NOT_PERMITTED");
  expect(await codeOf(exportAudit(asMember, {}))).toBe("NOT_PERMITTED");
  const elsewhere = { ...asOwner, organizationId: "another" };
  expect((await listAudit(elsewhere, {})).items).toEqual([]);
});

test("the file holds every row under its head, and that it was taken is recorded", async () => {
  const ctx = await membersIn(replica, owner);
  const { items } = await listAudit(ctx, { limit: 500 });
  let text = "";
  for await (const part of await exportAudit(ctx, {})) text += part;
  const lines = text.trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^"at","actor_kind"/);
  expect(lines).toHaveLength(items.length + 1);
  expect(actionsOf((await listAudit(ctx, { limit: 1 })).items)).toEqual(["audit.export"]);
});

test("ending a session of one's own is found by who looks for it", async () => {
  const asBob = await membersIn(replica, bob);
  const [session] = (await listSessions(asBob)).filter((one) => !one.current);
  await revokeSession(asBob, { sessionId: session?.sessionId ?? "" });
  const ctx = await membersIn(replica, owner);
  const { items } = await listAudit(ctx, { action: "session.revoke" });
  expect(items[0]).toMatchObject({ actor: { name: "Bob" }, target: { id: session?.sessionId } });
});

test("an operator of vaults reads what was done to those of all organizations, and nothing else", async () => {
  const asOwner = await membersIn(replica, owner);
  const operator = { ...asOwner, words: new Set(["vault.operate"]) };
  for (const [action, organizationId] of [
    ["vault.pause", asOwner.organizationId],
    ["vault.retain", "another"],
  ] as const) {
    const act = { action, organizationId, target: { kind: "vault", id: "v1" } };
    await asOwner.db.write(asOwner, { ...act, detail: { reason: "lost" } }, async () => undefined);
  }
  const { items } = await listVaultAudit(operator, {});
  expect(actionsOf(items)).toEqual(["vault.retain", "vault.pause"]);
  expect(items[0]).toMatchObject({ actor: { name: "Ada" }, detail: { reason: "lost" } });
  const { nextCursor } = await listVaultAudit(operator, { limit: 1 });
  const rest = await listVaultAudit(operator, { limit: 1, cursor: nextCursor ?? "" });
  expect(actionsOf(rest.items)).toEqual(["vault.pause"]);
  let text = "";
  for await (const part of await exportVaultAudit(operator, { action: "vault.retain" }))
    text += part;
  expect(text.trimEnd().split("\r\n")).toHaveLength(2);
  const others = { ...operator, words: new Set(["fleet.read"]) };
  expect(await codeOf(listVaultAudit(others, {}))).toBe("NOT_PERMITTED");
  expect(await codeOf(exportVaultAudit(others, {}))).toBe("NOT_PERMITTED");
});

test("an operator with the word reads what was done under no organization, and nothing of one", async () => {
  const asOwner = await membersIn(replica, owner);
  const { organizationId: _none, ...bare } = asOwner;
  const operator = { ...asOwner, words: new Set(["audit.read"]) };
  const key = { kind: "operator-key", keyId: `ed25519:${"ab".repeat(32)}` } as const;
  const act = { action: "fleet.drain", target: { kind: "replica", id: "web-1" } };
  await replica.db.write({ ...bare, actor: key }, act, async () => undefined);
  await replica.db.write(asOwner, { ...act, action: "host.drain" }, async () => undefined);
  const { items } = await listInstallationAudit(operator, {});
  expect(items[0]).toMatchObject({ action: "fleet.drain", actor: { kind: "operator-key" } });
  expect(actionsOf(items)).toContain("user.sign-in");
  expect(actionsOf(items)).not.toContain("host.drain");
  const { nextCursor } = await listInstallationAudit(operator, { limit: 1 });
  const rest = await listInstallationAudit(operator, { limit: 500, cursor: nextCursor ?? "" });
  expect(rest.items).toEqual(items.slice(1));
  // What was done to vaults is another record, and its place in it none in this one.
  expect(
    await codeOf(
      listVaultAudit(
        { ...operator, words: new Set(["vault.operate"]) },
        { cursor: nextCursor ?? "" },
      ),
    ),
  ).toBe("CURSOR_INVALID");
  const others = { ...operator, words: new Set(["fleet.read", "vault.operate"]) };
  expect(await codeOf(listInstallationAudit(others, {}))).toBe("NOT_PERMITTED");
});
