import { newToken, sha256, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKeySession } from "../key-session/create-key-session.ts";
import { connectTestStore, openTestStore, type TestStore } from "../testing/store.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { issueChallenge } from "./issue-challenge.ts";
import { insertChallenge, trimChallenges } from "./store.ts";

let store: TestStore;
let other: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  other = connectTestStore({ url: store.url });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const realm = "operator";

async function outstanding(principal: string): Promise<number> {
  const [row] = await store.sql`
    SELECT count(*)::int AS n FROM challenges WHERE principal = ${principal} AND consumed_at IS NULL`;
  return Number(row?.["n"]);
}

async function race(count: number, run: (process: TestStore) => Promise<unknown>) {
  const processes = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? store : other));
  return Promise.allSettled(processes.map(run));
}

describe("challenges of one principal", () => {
  it("64 parallel challenges from two processes leave exactly 8", async () => {
    await race(64, async (process) =>
      issueChallenge(
        { sql: process.port, random: systemRandom },
        { realm, principal: "p-64", payload: {} },
      ),
    );
    expect(await outstanding("p-64")).toBe(8);
  });

  it("control: without the lock on the principal more than 8 are left", async () => {
    const inserted = { count: 0 };
    const allTrimmed = Promise.withResolvers<void>();
    await race(16, async (process) =>
      process.port.transaction("unlocked", async (transaction) => {
        const tx = process.port.within(transaction);
        await trimChallenges(tx, { realm, principal: "p-control" }, 7);
        inserted.count += 1;
        if (inserted.count === 16) allTrimmed.resolve();
        await allTrimmed.promise;
        const digest = sha256(newToken());
        const row = {
          realm,
          principal: "p-control",
          payload: {},
          digest,
          lifeMs: 300_000,
          store: true,
        };
        await insertChallenge(tx, row);
      }),
    );
    expect(await outstanding("p-control")).toBe(16);
  });

  it("one challenge admits one session, however many replicas consume it", async () => {
    const { challenge } = await issueChallenge(
      { sql: store.port, random: systemRandom },
      { realm, principal: "p-one", payload: { nonce: 1 } },
    );
    const results = await race(24, async (process) =>
      process.port.transaction("sign-in", async (transaction) => {
        const tx = process.port.within(transaction);
        const consumed = await consumeChallenge(tx, { realm, principal: "p-one", challenge });
        await createKeySession(tx, systemRandom, {
          realm,
          principal: "p-one",
          subject: consumed.payload,
          address: null,
        });
      }),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    const reasons = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason] : [],
    );
    expect(won).toHaveLength(1);
    expect(new Set(reasons.map((reason) => reason.code))).toEqual(new Set(["CHALLENGE_INVALID"]));
    const sessions = await store.sql`SELECT subject FROM key_sessions WHERE principal = 'p-one'`;
    expect(sessions).toEqual([{ subject: { nonce: 1 } }]);
  });
});
