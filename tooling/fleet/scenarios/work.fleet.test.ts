import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { work } from "../src/scenarios/work.ts";

/** With FULL=1 as many rows as the promise names, under the leases of production; each takeover waits for the rest of one. */
const size = process.env["FULL"] === "1" ? "full" : "small";
const rows = work[size].pieces?.toLocaleString("en");
const timeout = size === "full" ? 1_200_000 : 120_000;

test(`${rows} due rows have exactly ${rows} effects under kill -9, freeze and thaw, FLUSHALL and a Postgres restart`, {
  timeout,
}, async () => {
  expect(missedOf(await runScenario(work, { size }))).toEqual([]);
});

test("control: a look at the lease before the write, and a queue for each worker, do rows twice", async () => {
  const change = { workers: 2, pieces: 40, leaseMs: 1_500 };
  const missed = missedOf(await runScenario(work, { hasFault: true, change }));
  expect(missed).toContainEqual(expect.stringContaining("no row has a second effect"));
  expect(missed).toContainEqual(expect.stringContaining("by two workers at once"));
});
