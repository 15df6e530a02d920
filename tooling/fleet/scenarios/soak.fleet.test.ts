import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fleet } from "../src/fleet.ts";
import { missedOf } from "../src/report/report.ts";
import { openFor, runScenario } from "../src/scenario/run-scenario.ts";
import { soak } from "../src/scenarios/soak.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFor(soak);
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

test("visitors of every kind leave no memory, stream, handle or timer behind", async () => {
  expect(missedOf(await runScenario(soak, { fleet }))).toEqual([]);
});

test("control: a relay that keeps what it need not is found", async () => {
  const missed = missedOf(
    await runScenario(soak, { fleet, hasFault: true, change: { seconds: 4 } }),
  );
  expect(missed).toContainEqual(expect.stringContaining("relay-1: no handle and no timer is left"));
});
