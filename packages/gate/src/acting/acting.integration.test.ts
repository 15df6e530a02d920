import { schema } from "@homeport/db";
import { sha256 } from "@homeport/platform";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openWorld, type World } from "../../test/fixture.ts";
import { type ActingScope, type AdmissionRefused, issueActingTicket } from "../index.ts";

const scope: ActingScope = { purpose: "host.check", subject: "attic" };

function issue(world: World): Promise<string> {
  return issueActingTicket(world.relay.deps, { ...scope, sessionId: world.owner.sessionId });
}

function redeem(world: World, ticket: string, more: Partial<ActingScope> = {}) {
  const request = { ticket, address: "192.0.2.7", requestId: "r1", ...scope, ...more };
  return world.relay.gate.readActing(request);
}

const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => "passed",
    (error: AdmissionRefused) => error.code,
  );

test("a ticket stands once for the person who asked, with the roles they have then", async () => {
  await using world = await openWorld();
  const ticket = await issue(world);
  const { principal } = await redeem(world, ticket);
  expect(principal).toMatchObject({ userId: world.owner.userId, sessionId: world.owner.sessionId });
  expect(principal.roles.get(world.organizationId)).toEqual(["owner"]);
  expect(await codeOf(redeem(world, ticket))).toBe("TICKET_INVALID");
});

test("a ticket of a key stands for the key's maker, as long as the key may call the API", async () => {
  await using world = await openWorld();
  const { relay, organizationId, owner } = world;
  const values = { id: "k1", organizationId, userId: owner.userId, name: "ci" };
  const secret = { prefix: "hpk_0123456789", secretHash: sha256("key") };
  const scopes = { apps: "all", api: true };
  await relay.db.orm.insert(schema.apiKeys).values({ ...values, ...secret, scopes });
  const ticket = () => issueActingTicket(relay.deps, { ...scope, keyId: "k1" });
  const { principal } = await redeem(world, await ticket());
  expect(principal).toMatchObject({ kind: "key", keyId: "k1", userId: owner.userId });
  const late = await ticket();
  await relay.db.orm.update(schema.apiKeys).set({ revokedAt: sql`now()` });
  expect(await codeOf(redeem(world, late))).toBe("TICKET_INVALID");
});

test("of many who show one ticket at once, one is admitted", async () => {
  await using world = await openWorld();
  const ticket = await issue(world);
  const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(redeem(world, ticket))));
  expect(codes.filter((code) => code === "passed")).toHaveLength(1);
});

test("a ticket for one thing opens no other", async () => {
  await using world = await openWorld();
  const ticket = await issue(world);
  expect(await codeOf(redeem(world, ticket, { subject: "cellar" }))).toBe("TICKET_INVALID");
  expect(await codeOf(redeem(world, ticket))).toBe("passed");
});

test("a ticket ends after 30 s of the database's time, and with the session behind it", async () => {
  await using world = await openWorld();
  const { orm } = world.relay.db;
  const late = await issue(world);
  const lives = await orm.select().from(schema.challenges);
  const lifeMs = lives.map((row) => row.expiresAt.getTime() - row.issuedAt.getTime());
  expect(lifeMs).toEqual([30_000]);
  await orm.update(schema.challenges).set({ expiresAt: sql`clock_timestamp()` });
  expect(await codeOf(redeem(world, late))).toBe("TICKET_INVALID");
  const orphan = await issue(world);
  await orm.delete(schema.sessions).where(eq(schema.sessions.id, world.owner.sessionId));
  expect(await codeOf(redeem(world, orphan))).toBe("TICKET_INVALID");
});

test("what cannot be a ticket costs no query, and guessing has an end", async () => {
  await using world = await openWorld();
  const before = await world.relay.queries();
  expect(await codeOf(redeem(world, "x"))).toBe("TICKET_INVALID");
  expect(await codeOf(redeem(world, "a b".repeat(20)))).toBe("TICKET_INVALID");
  expect(await world.relay.queries()).toBe(before);
  const guess = (at: number) => codeOf(redeem(world, `${at}`.padStart(43, "A")));
  for (let at = 0; at < 60; at += 1) expect(await guess(at)).toBe("TICKET_INVALID");
  expect(await guess(60)).toBe("TOO_MANY_TRIES");
});
