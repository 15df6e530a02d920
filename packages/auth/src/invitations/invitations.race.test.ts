import { invitations } from "@homeport/db";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { membersIn, signUpAs } from "../../test/organization.ts";
import { takenByReadingFirst } from "../../test/read-first.ts";
import { acceptInvitation, inviteMember, readInvitation } from "../index.ts";

const racers = 6;

let stack: AsyncDisposableStack;
let replica: TestReplica;
let owner: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(url, { signUp: "open" }));
  owner = await signedUp(replica);
});
afterAll(() => stack.disposeAsync());

async function invite(email: string) {
  const made = await inviteMember(await membersIn(replica, owner), { email, role: "member" });
  return { ...made, token: made.link.split("/").at(-1) ?? "" };
}

test("of many presses of one link at once a single one accepts it", async () => {
  const ctx = await membersIn(replica, await signUpAs(replica, "Bob"));
  const { token } = await invite("bob@example.org");
  const outcomes = await Promise.all(
    Array.from({ length: racers }, () => codeOf(acceptInvitation(ctx, { token }))),
  );
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "INVITATION_NOT_FOUND")).toHaveLength(racers - 1);
});

test("control: reading first and writing then accepts it more than once", async () => {
  const { invitationId } = await invite("carol@example.org");
  const pending = and(eq(invitations.id, invitationId), eq(invitations.status, "pending"));
  const taken = await takenByReadingFirst(replica, racers, {
    read: async (tx) => (await tx.select().from(invitations).where(pending)).length > 0,
    write: (tx) =>
      tx.update(invitations).set({ status: "accepted" }).where(eq(invitations.id, invitationId)),
  });
  expect(taken).toBeGreaterThan(1);
});

test("of many invitations of one address at once the last alone is good", async () => {
  const made = await Promise.all(Array.from({ length: racers }, () => invite("dora@example.org")));
  const good = await Promise.all(made.map((one) => readInvitation(replica, one)));
  expect(good.filter((one) => one !== null)).toHaveLength(1);
});
