import { expect, test } from "vitest";
import { readSoakOptions, UsageError } from "./soak-options.ts";
import { planSoak } from "./soak-plan.ts";

const fullTests = { unit: [], integration: [], fleet: [] };
const facts = { newestTag: "v1.2.3", olderPostgres: "/usr/lib/postgresql/15/bin", fullTests };
const context = { killAfterMs: 1_000, write: () => undefined };

test("without options an hour of churn, two hundred rounds of races and all the rest are planned", () => {
  const options = readSoakOptions([]);
  expect(options).toMatchObject({ minutes: 60, times: 200, previous: null, quick: false });
  const steps = planSoak(options, facts);
  expect(steps.map(({ name }) => name)).toEqual([
    ...["build", "churn", "races", "full", "previous", "postgres 15", "bench", "coverage"],
  ]);
  const churn = steps.find(({ name }) => name === "churn");
  expect(churn?.budgetMs).toBeGreaterThan(60 * 60_000);
});

test("lengths and counts are options, and some steps may be left out", () => {
  const options = readSoakOptions(["--minutes", "1", "--times", "3", "--only", "races,churn"]);
  expect(options).toMatchObject({ minutes: 1, times: 3 });
  expect(planSoak(options, facts).map(({ name }) => name)).toEqual(["build", "churn", "races"]);
});

test("what a machine or a checkout lacks is a step that says so and counts nothing", async () => {
  const options = readSoakOptions(["--only", "previous,postgres 15"]);
  const [, ...steps] = planSoak(options, { newestTag: null, olderPostgres: null, fullTests });
  const results = await Promise.all(steps.map((step) => step.run(context)));
  expect(results.flatMap(({ skipped }) => skipped)).toEqual([
    "previous (needs a tag, or --previous)",
    "postgres 15 (needs PostgreSQL 15)",
  ]);
  expect(results.every(({ passed, failed }) => passed === 0 && failed === 0)).toBe(true);
});

test.each([
  [["--minutes", "0"], "--minutes is not a whole number above 0."],
  [["--times", "2.5"], "--times is not a whole number above 0."],
  [["--only", "churn,sleep"], "There is no step sleep."],
  [["--forever"], "forever"],
])("%j is refused", (args, said) => {
  expect(() => readSoakOptions(args)).toThrow(UsageError);
  expect(() => readSoakOptions(args)).toThrow(said);
});
