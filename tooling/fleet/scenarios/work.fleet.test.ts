import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { work } from "../src/scenarios/work.ts";

test("due rows have exactly one effect each under kill -9, freeze and thaw, FLUSHALL and a Postgres restart", async () => {
  expect(missedOf(await runScenario(work))).toEqual([]);
});

test("control: a look at the lease before the write, and a queue for each worker, do rows twice", async () => {
  const change = { workers: 2, pieces: 40, leaseMs: 1_500 };
  const missed = missedOf(await runScenario(work, { hasFault: true, change }));
  expect(missed).toContainEqual(expect.stringContaining("no row has a second effect"));
  expect(missed).toContainEqual(expect.stringContaining("by two workers at once"));
});
