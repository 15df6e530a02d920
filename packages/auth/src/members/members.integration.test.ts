import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { auditedActions, membersIn, signUpAs } from "../../test/organization.ts";
import {
  acceptInvitation,
  deleteAccount,
  inviteMember,
  leaveOrganization,
  listMembers,
  listMemberships,
  removeMember,
  updateMemberRole,
} from "../index.ts";

let stack: AsyncDisposableStack;
let replica: TestReplica;
let owner: Browser;
let admin: Browser;
let member: Browser;
const ids = { owner: "", admin: "", member: "" };

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(url, { signUp: "open" }));
  owner = await signedUp(replica);
  admin = await signUpAs(replica, "Bob");
  member = await signUpAs(replica, "Carol");
  ids.owner = (await membersIn(replica, owner)).userId;
  ids.admin = (await membersIn(replica, admin)).userId;
  ids.member = (await membersIn(replica, member)).userId;
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  await join(admin, "bob@example.org", "admin");
  await join(member, "carol@example.org", "member");
});

async function join(browser: Browser, email: string, role: "admin" | "member") {
  const joined = await membersIn(replica, browser);
  if (joined.organizationId === "") {
    const ctx = await membersIn(replica, owner);
    const { link } = await inviteMember(ctx, { email, role });
    await acceptInvitation(joined, { token: link.split("/").at(-1) ?? "" });
  }
}

const nothingElse = () => Promise.resolve();

test("members are listed in the order in which they joined, page by page", async () => {
  const ctx = await membersIn(replica, owner);
  const first = await listMembers(ctx, { limit: 2 });
  const cursor = first.nextCursor ?? "";
  const second = await listMembers(ctx, { limit: 2, cursor });
  expect([...first.items, ...second.items].map((one) => [one.name, one.roles])).toEqual([
    ["Ada", ["owner"]],
    ["Bob", ["admin"]],
    ["Carol", ["member"]],
  ]);
  expect(second.nextCursor).toBeNull();
  const asMember = await membersIn(replica, member);
  expect(await codeOf(listMembers(asMember, {}))).toBe("NOT_PERMITTED");
});

test("an admin changes roles, but makes no owner and touches none", async () => {
  const ctx = await membersIn(replica, admin);
  const change = (userId: string, role: "owner" | "admin" | "member") =>
    codeOf(updateMemberRole(ctx, { userId, role }));
  expect(await change(ids.member, "admin")).toBeNull();
  expect(await change(ids.member, "member")).toBeNull();
  expect(await change(ids.member, "owner")).toBe("NOT_PERMITTED");
  expect(await change(ids.owner, "member")).toBe("NOT_PERMITTED");
  expect(await codeOf(removeMember(ctx, { userId: ids.owner }, nothingElse))).toBe("NOT_PERMITTED");
  const [, last] = await auditedActions(replica, "member.role");
  expect(last).toMatchObject({ detail: { before: "admin", after: "member" } });
});

test("the last owner can neither leave nor be demoted nor removed", async () => {
  const ctx = await membersIn(replica, owner);
  const demoted = updateMemberRole(ctx, { userId: ids.owner, role: "admin" });
  expect(await codeOf(demoted)).toBe("LAST_OWNER");
  expect(await codeOf(leaveOrganization(ctx, nothingElse))).toBe("LAST_OWNER");
  const removed = removeMember(ctx, { userId: ids.owner }, nothingElse);
  expect(await codeOf(removed)).toBe("LAST_OWNER");
  expect((await listMembers(ctx, {})).items[0]?.roles).toEqual(["owner"]);
});

test("an owner who made another one may go", async () => {
  await updateMemberRole(await membersIn(replica, owner), { userId: ids.admin, role: "owner" });
  await leaveOrganization(await membersIn(replica, owner), nothingElse);
  const asNew = await membersIn(replica, admin);
  const { link } = await inviteMember(asNew, { email: "ada@example.org", role: "owner" });
  const back = await membersIn(replica, owner);
  await acceptInvitation(back, { token: link.split("/").at(-1) ?? "" });
  await updateMemberRole(await membersIn(replica, owner), { userId: ids.admin, role: "admin" });
});

test("who is removed belongs to nothing any more, and what else is theirs goes with it", async () => {
  const gone: string[] = [];
  const ctx = await membersIn(replica, admin);
  await removeMember(ctx, { userId: ids.member }, async (_work, { userId }) => {
    gone.push(userId);
  });
  expect(gone).toEqual([ids.member]);
  expect(await listMemberships(replica, { userId: ids.member })).toEqual([]);
  const again = removeMember(ctx, { userId: ids.member }, nothingElse);
  expect(await codeOf(again)).toBe("MEMBER_NOT_FOUND");
});

test("nobody is removed when what goes with them cannot", async () => {
  const ctx = await membersIn(replica, admin);
  const failing = removeMember(ctx, { userId: ids.member }, () =>
    Promise.reject(new Error("their apps stay")),
  );
  await expect(failing).rejects.toThrow("their apps stay");
  expect(await listMemberships(replica, { userId: ids.member })).toHaveLength(1);
});

test("a person who alone owns an organization cannot be deleted, another one can", async () => {
  expect(await codeOf(deleteAccount(await membersIn(replica, owner)))).toBe("LAST_OWNER");
  expect(await listMemberships(replica, { userId: ids.owner })).toHaveLength(1);
  const guest = await signUpAs(replica, "Dora");
  const ctx = await membersIn(replica, guest);
  await deleteAccount(ctx);
  await expect.poll(() => guest.readSession(replica), { timeout: 1_000 }).toBeNull();
  const [audited] = await auditedActions(replica, "user.delete");
  expect(audited).toMatchObject({ action: "user.delete" });
  expect(await codeOf(deleteAccount(ctx))).toBe("STEP_UP_REQUIRED");
});

test("a program with a key changes nobody's membership", async () => {
  const ctx = await membersIn(replica, owner);
  const asKey = { ...ctx, actor: { ...ctx.actor, keyId: "k1" } as typeof ctx.actor };
  const input = { userId: ids.member, role: "admin" } as const;
  expect(await codeOf(updateMemberRole(asKey, input))).toBe("KEY_REFUSED");
  expect(await codeOf(inviteMember(asKey, { email: "eve@example.org", role: "member" }))).toBe(
    "KEY_REFUSED",
  );
});
