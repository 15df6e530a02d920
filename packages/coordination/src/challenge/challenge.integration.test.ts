import { systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStore, type TestStore } from "../testing/store.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { issueChallenge } from "./issue-challenge.ts";
import { sweepChallenges } from "./sweep-challenges.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store[Symbol.asyncDispose]());

async function issue(principal: string, known = true, realm = "signer") {
  const deps = { sql: store.port, random: systemRandom };
  return issueChallenge(deps, { realm, principal, payload: { for: principal }, known });
}

async function consume(principal: string, challenge: string, realm = "signer") {
  return consumeChallenge(store.port.pool, { realm, principal, challenge });
}

describe("a challenge", () => {
  it("gives its payload back once", async () => {
    const { challenge } = await issue("alice");
    expect(await consume("alice", challenge)).toEqual({ payload: { for: "alice" } });
    await expect(consume("alice", challenge)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });

  it("is refused for another principal, in another realm, and when it was never issued", async () => {
    const { challenge } = await issue("bob");
    await expect(consume("mallory", challenge)).rejects.toMatchObject({ status: 401 });
    await expect(consume("bob", challenge, "operator")).rejects.toMatchObject({ status: 401 });
    await expect(consume("bob", "invented")).rejects.toMatchObject({ status: 401 });
    await expect(consume("bob", challenge)).resolves.toBeDefined();
  });

  it("expires after 300 s by the database's clock, swept or not", async () => {
    const { challenge, expiresAtMs } = await issue("carol");
    expect(Math.abs(expiresAtMs - Date.now() - 300_000)).toBeLessThan(10_000);
    await store.sql`UPDATE challenges SET expires_at = clock_timestamp() WHERE principal = 'carol'`;
    await expect(consume("carol", challenge)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    expect(await sweepChallenges(store.port.pool)).toBe(1);
  });

  it("of a stranger looks like any other and is not stored", async () => {
    const stranger = await issue("nobody", false);
    const known = await issue("dave");
    expect(Object.keys(stranger)).toEqual(Object.keys(known));
    expect(stranger.challenge).toHaveLength(known.challenge.length);
    expect(await store.sql`SELECT 1 FROM challenges WHERE principal = 'nobody'`).toHaveLength(0);
    await expect(consume("nobody", stranger.challenge)).rejects.toMatchObject({ status: 401 });
  });

  it("makes room by dropping the oldest of its principal", async () => {
    const issued = [];
    for (let n = 0; n < 9; n += 1) issued.push(await issue("erin"));
    await expect(consume("erin", issued[0]?.challenge ?? "")).rejects.toMatchObject({
      status: 401,
    });
    await expect(consume("erin", issued[1]?.challenge ?? "")).resolves.toBeDefined();
  });
});
