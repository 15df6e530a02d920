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
import { acceptInvitation, createResetLink, inviteMember } from "../index.ts";
import { noOperators, type OperatorRule, readOperatorWords } from "./read-operator.ts";

const operators: OperatorRule = { emails: new Set(["olga@example.org"]), firstPerson: false };

let stack: AsyncDisposableStack;
let url: string;
/** Knows of no operators, as an installation does before any is named. */
let before: TestReplica;
let replica: TestReplica;
let owner: Browser;
let olga: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  ({ url } = stack.use(await migratedDatabase()));
  before = stack.use(await startReplica(url, { signUp: "open" }));
  replica = stack.use(await startReplica(url, { signUp: "open", operators }));
  owner = await signedUp(before);
  olga = await signUpAs(before, "Olga");
});
afterAll(() => stack.disposeAsync());

const idOf = async (browser: Browser) => (await browser.readSession(replica))?.userId ?? "";

async function wordsOf(browser: Browser, rule: OperatorRule): Promise<string[]> {
  const ctx = { operators: rule, reader: replica.db.orm };
  return [...(await readOperatorWords(ctx, { userId: await idOf(browser) }))];
}

test("whoever the configuration names operates, and no role makes anybody else an operator", async () => {
  expect(await wordsOf(olga, operators)).toEqual([
    ...["fleet.read", "fleet.operate", "queue.operate", "audit.read"],
    ...["vault.operate", "catalog.edit", "catalog.operate"],
  ]);
  expect(await wordsOf(owner, operators)).toEqual([]);
  expect(await wordsOf(olga, noOperators)).toEqual([]);
});

test("the first person of an installation operates it where the stage says so", async () => {
  const rule = { emails: new Set<string>(), firstPerson: true };
  expect(await wordsOf(owner, rule)).toContain("fleet.operate");
  expect(await wordsOf(olga, rule)).toEqual([]);
  const nobody = { operators: rule, reader: replica.db.orm };
  expect((await readOperatorWords(nobody, { userId: "nobody" })).size).toBe(0);
});

test("an operator's address is nobody's to sign up with, by an invitation neither", async () => {
  const rule = { emails: new Set(["later@example.org"]), firstPerson: false };
  await using named = await startReplica(url, { signUp: "open", operators: rule });
  const as = { ...ada, email: "Later@Example.org" };
  const invited = await inviteMember(await membersIn(named, owner), {
    email: "later@example.org",
    role: "member",
  });
  const invitation = invited.link.split("/").at(-1);
  for (const body of [as, { ...as, invitation }]) {
    const answer = await new Browser().send(named, "POST", "/sign-up/email", body);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: "SIGN_UP_CLOSED" } });
  }
  const answer = await new Browser().send(before, "POST", "/sign-up/email", { ...as, invitation });
  expect(answer.status, "control: nobody named").toBe(200);
});

test("the first person may sign up with the address of an operator", async () => {
  await using database = await migratedDatabase();
  const rule = { emails: new Set([ada.email]), firstPerson: false };
  await using empty = await startReplica(database.url, { operators: rule });
  const first = await signedUp(empty);
  const userId = (await first.readSession(empty))?.userId ?? "";
  const words = await readOperatorWords({ operators: rule, reader: empty.db.orm }, { userId });
  expect(words.has("fleet.read")).toBe(true);
});

test("nobody gets into an operator's account by a link for a new password, whatever their rank", async () => {
  const asOwner = await membersIn(replica, owner);
  const invited = await inviteMember(asOwner, { email: "olga@example.org", role: "member" });
  const token = invited.link.split("/").at(-1) ?? "";
  const asOlga = await membersIn(replica, olga);
  await acceptInvitation(asOlga, { token });
  const asked = (rule: OperatorRule) =>
    codeOf(createResetLink({ ...asOwner, operators: rule }, { userId: asOlga.userId }));
  expect(await asked(operators)).toBe("NOT_PERMITTED");
  expect(await asked(noOperators), "control: nobody named").toBeNull();
});
