import type { SqlRunner } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeVault,
  moveOf,
  nextTimeMs,
  openFixture,
  outcomeOf,
  rosterOf,
  type TimedSubmission,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { holdVault, untilWaiting } from "../../test/held-vault.ts";
import { testDevice } from "../../test/signing.ts";
import { submitDelta, type VaultsContext } from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const voters = Array.from({ length: 8 }, (_, at) => testDevice(at + 1));

const outcome = (submission: TimedSubmission, by: VaultsContext = ctx) => outcomeOf(by, submission);

async function chainOf(vaultId: string): Promise<number[]> {
  const text = "select seq from vault_acknowledgements where vault_id = $1 order by seq";
  return (await fixture.db.sql.query(text, [vaultId])).map(({ seq }) => Number(seq));
}

/**
 * Runs all of them up to the vault's row, which somebody else holds, and then lets it go: each has been computed from the
 * same head by then.
 */
async function runTogether(
  vaultId: string,
  runs: readonly (() => Promise<string>)[],
): Promise<string[]> {
  const held = await holdVault(fixture, vaultId);
  const running = Promise.all(runs.map((run) => run()));
  await untilWaiting(fixture, runs.length);
  await held.free();
  return running;
}

/** The planted fault: the statement moves the row wherever it is. */
function careless(): VaultsContext {
  const comparison =
    "v.head_nonce = a.nonce - 1 and v.head_commitment = a.prev and v.ack_seq = a.ack_seq";
  const sql: SqlRunner = {
    query: (text, params) =>
      fixture.db.sql.query(text.replaceAll(comparison, "v.ack_seq >= a.ack_seq"), params),
  };
  return { ...ctx, db: { ...fixture.db, sql } };
}

describe("deltas that were computed from one head", () => {
  const submissions = async (sourceKind: "self" | "memory") => {
    const first = await makeVault(ctx, { sourceKind, roster: rosterOf(1, voters) });
    const made = voters.map((by, at) => moveOf(first, { by, payload: `{"n":${at}}` }).submission);
    return { vaultId: first.vaultId, made };
  };

  test("are accepted once, however many wait for the vault at the same time", async () => {
    const { vaultId, made } = await submissions("self");
    const outcomes = await runTogether(
      vaultId,
      made.map((one) => () => outcome(one)),
    );
    expect(outcomes.sort()).toEqual([...Array<string>(7).fill("DELTA_STALE_BASE"), "accepted"]);
    expect(await chainOf(vaultId)).toEqual([1, 2]);
  });

  test("make one candidate where a source has a say", async () => {
    const { vaultId, made } = await submissions("memory");
    const outcomes = await runTogether(
      vaultId,
      made.map((one) => () => outcome(one)),
    );
    expect(outcomes.sort()).toEqual([...Array<string>(7).fill("DELTA_BUSY"), "accepted"]);
    expect(await chainOf(vaultId)).toEqual([1, 2]);
  });

  test("would run into one another if the row did not decide", async () => {
    const { vaultId, made } = await submissions("self");
    const by = careless();
    const outcomes = await runTogether(
      vaultId,
      made.slice(0, 2).map((one) => () => outcome(one, by)),
    );
    // Only the index of nonces is left to stop the second one, and its time is lost with it.
    expect(outcomes.sort()).toEqual(["23505", "accepted"]);
  });

  test("that are one and the same are stored once, and all are told so", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(1, voters) });
    const { submission } = moveOf(first);
    const same = voters.map(({ id }) => ({
      ...submission,
      request: { signerId: id, timestampMs: nextTimeMs() },
    }));
    const outcomes = await runTogether(
      first.vaultId,
      same.map((one) => () => outcome(one)),
    );
    expect(outcomes.sort()).toEqual(["accepted", ...Array<string>(7).fill("stored")]);
    expect(await chainOf(first.vaultId)).toEqual([1, 2]);
  });
});

describe("a submission that loses to nothing but a faster acknowledgement", () => {
  /** As if other deltas were accepted, and given up, between each look at the vault and the next `times` statements. */
  function overtaken(vaultId: string, times: number): VaultsContext {
    let left = times;
    const sql: SqlRunner = {
      query: async (text, params) => {
        const isAcceptance = text.includes("insert into vault_acknowledgements");
        if (isAcceptance && left > 0) {
          left -= 1;
          await fixture.db.sql.query("update vaults set ack_seq = ack_seq + 1 where id = $1", [
            vaultId,
          ]);
        }
        return fixture.db.sql.query(text, params);
      },
    };
    return { ...ctx, db: { ...fixture.db, sql } };
  }

  test("is computed anew, up to three times", async () => {
    const { vaultId, ...first } = await makeVault(ctx);
    const { submission } = moveOf({ vaultId, ...first });
    expect(await outcome(submission, overtaken(vaultId, 3))).toBe("accepted");
    expect(await chainOf(vaultId)).toEqual([1, 5]);
  });

  test("is told to come again after the third, with its time used up", async () => {
    const first = await makeVault(ctx);
    const { submission } = moveOf(first);
    expect(await outcome(submission, overtaken(first.vaultId, 4))).toBe("STORE_BUSY");
    expect(await outcome(submission)).toBe("AUTH_REPLAY");
    expect(await chainOf(first.vaultId)).toEqual([1]);
  });
});

describe("what changes between a look at a vault and its acceptance", () => {
  /** As if somebody else did so much to the vault before the first acceptance; `tried` counts acceptances. */
  function overtakenBy(vaultId: string, change: string) {
    const tried = { count: 0 };
    const sql: SqlRunner = {
      query: async (text, params) => {
        if (text.includes("insert into vault_acknowledgements")) {
          tried.count += 1;
          const update = `update vaults set ${change} where id = $1`;
          if (tried.count === 1) await fixture.db.sql.query(update, [vaultId]);
        }
        return fixture.db.sql.query(text, params);
      },
    };
    return { tried, by: { ...ctx, db: { ...fixture.db, sql } } };
  }

  test.each([
    ["paused_at = now(), paused_reason = 'x'", "VAULT_PAUSED"],
    ["released_at = now()", "VAULT_RELEASED"],
  ])("%s: nothing is accepted", async (change, code) => {
    const first = await makeVault(ctx);
    const { tried, by } = overtakenBy(first.vaultId, change);
    expect(await outcome(moveOf(first).submission, by)).toBe(code);
    expect(tried.count).toBe(1);
    expect(await chainOf(first.vaultId)).toEqual([1]);
  });

  test("an event, where a delta's place is taken: it is computed anew", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory", roster: rosterOf(1, voters) });
    await submitDelta(ctx, moveOf(first).submission);
    await fixture.db.sql.query(
      `update vault_deltas set status = 'discarded', status_reason = 'abandoned'
       where vault_id = $1 and status = 'candidate'`,
      [first.vaultId],
    );
    const { tried, by } = overtakenBy(first.vaultId, "event_seq = event_seq + 1");
    expect(await outcome(moveOf(first, { payload: '{"n":2}' }).submission, by)).toBe("accepted");
    expect(tried.count).toBe(2);
  });
});

test("of twenty requests of one signer at once each passes whose time is later than all before, and none twice", async () => {
  const first = await makeVault(ctx);
  const requests = Array.from(
    { length: 20 },
    (_, at) => moveOf({ ...first, nonce: 5 }, { payload: `{"n":${at}}` }).submission,
  );
  const outcomes = await Promise.all(requests.map((one) => outcome(one)));
  for (const one of outcomes) expect(["DELTA_STALE_BASE", "AUTH_REPLAY"]).toContain(one);
  expect(outcomes).toContain("DELTA_STALE_BASE");
  const text =
    "select last_timestamp_ms from vault_auth_clocks where vault_id = $1 and signer_id = $2";
  const [row] = await fixture.db.sql.query(text, [first.vaultId, testDevice(1).id]);
  const latestMs = Math.max(...requests.map(({ request }) => request.timestampMs));
  expect(Number(row?.["last_timestamp_ms"])).toBe(latestMs);
  const again = await Promise.all(requests.map((one) => outcome(one)));
  expect(new Set(again)).toEqual(new Set(["AUTH_REPLAY"]));
});
