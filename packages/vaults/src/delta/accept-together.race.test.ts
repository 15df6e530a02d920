import type { SqlRunner } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  makeVault,
  moveOf,
  openFixture,
  outcomeOf,
  rosterOf,
  type TimedSubmission,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { holdVault, untilWaiting } from "../../test/held-vault.ts";
import { testDevice } from "../../test/signing.ts";
import type { VaultsContext } from "../index.ts";

let fixture: VaultsFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const voters = [testDevice(1), testDevice(2)];

async function newSubmission(payload?: string): Promise<TimedSubmission> {
  const roster = rosterOf(1, voters);
  return moveOf(await makeVault(fixture.ctx, { roster, ...(payload && { payload }) })).submission;
}

const isAcceptance = (text: string) => text.includes("insert into vault_acknowledgements");

/** A store whose first two acceptances are kept back, so that all that come meanwhile are in one statement. */
function openCrowd(rewrite: (text: string) => string = (text) => text) {
  const gate = Promise.withResolvers<void>();
  const sizes: number[] = [];
  let known = 0;
  const sql: SqlRunner = {
    async query(text, params) {
      if (!isAcceptance(text)) {
        const rows = await fixture.db.sql.query(text, params);
        known += rows.length;
        return rows;
      }
      const [given] = params ?? [];
      sizes.push(Array.isArray(given) ? given.length : 0);
      if (sizes.length <= 2) await gate.promise;
      return await fixture.db.sql.query(rewrite(text), params);
    },
  };
  const ctx: VaultsContext = { ...fixture.ctx, db: { ...fixture.db, sql } };

  /** What comes of each, in their order; what is told while they are under way is in `settled`. */
  async function submitTogether(submissions: readonly TimedSubmission[]) {
    const settled: string[] = submissions.map(() => "under way");
    const first = [await newSubmission(), await newSubmission()].map((one) => outcomeOf(ctx, one));
    await waitFor(() => sizes.length === 2, { deadlineMs: 5_000, what: "two are under way" });
    const others = submissions.map(async (one, at) => {
      settled[at] = await outcomeOf(ctx, one);
    });
    const all = 2 + submissions.length;
    await waitFor(() => known === all, { deadlineMs: 5_000, what: "the others are computed" });
    gate.resolve();
    expect(await Promise.all(first)).toEqual(["accepted", "accepted"]);
    return { settled, done: Promise.all(others) };
  }

  return { sizes, submitTogether };
}

const accepted = (count: number) => Array<string>(count).fill("accepted");

test("acceptances of many vaults at once are one statement", async () => {
  const { sizes, submitTogether } = openCrowd();
  const submissions = await Promise.all(Array.from({ length: 6 }, () => newSubmission()));
  const { settled, done } = await submitTogether(submissions);
  await done;
  expect(settled).toEqual(accepted(6));
  expect(sizes).toEqual([1, 1, 6]);
});

test("nobody waits for a vault that is not theirs", async () => {
  const { sizes, submitTogether } = openCrowd();
  const submissions = await Promise.all(Array.from({ length: 6 }, () => newSubmission()));
  const held = await holdVault(fixture, submissions[0]?.vaultId ?? "");
  const { settled, done } = await submitTogether(submissions);
  await untilWaiting(fixture, 1);
  await waitFor(() => settled.slice(1).every((one) => one === "accepted"), {
    deadlineMs: 5_000,
    what: "the others are accepted",
  });
  expect(settled[0]).toBe("under way");
  await held.free();
  await done;
  expect(settled).toEqual(accepted(6));
  expect(sizes).toEqual([1, 1, 6, 1]);
});

test("they would wait if the statement did not leave out what is held", async () => {
  const { sizes, submitTogether } = openCrowd((text) => text.replaceAll("skip locked", ""));
  const submissions = await Promise.all(Array.from({ length: 6 }, () => newSubmission()));
  const held = await holdVault(fixture, submissions[0]?.vaultId ?? "");
  const { settled, done } = await submitTogether(submissions);
  await untilWaiting(fixture, 1);
  expect(settled).toEqual(Array(6).fill("under way"));
  await held.free();
  await done;
  expect(sizes).toEqual([1, 1, 6]);
});

test("of two deltas of one vault that come together one is accepted, and the other vaults' with it", async () => {
  const { submitTogether } = openCrowd();
  const vault = await makeVault(fixture.ctx, { roster: rosterOf(1, voters) });
  const rivals = voters.map((by, at) => moveOf(vault, { by, payload: `{"n":${at + 1}}` }));
  const submissions = [
    ...rivals.map(({ submission }) => submission),
    await newSubmission(),
    await newSubmission(),
  ];
  const { settled, done } = await submitTogether(submissions);
  await done;
  expect(settled.toSorted()).toEqual(["DELTA_STALE_BASE", ...accepted(3)]);
  expect(settled.slice(2)).toEqual(accepted(2));
});

test("a large one is a statement by itself, and waits for nobody's", async () => {
  const { sizes, submitTogether } = openCrowd();
  const large = await newSubmission(JSON.stringify({ text: "x".repeat(70_000) }));
  const { settled, done } = await submitTogether([
    await newSubmission(),
    large,
    await newSubmission(),
  ]);
  await done;
  expect(settled).toEqual(accepted(3));
  expect(sizes).toEqual([1, 1, 1, 2]);
});
