import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fleet } from "../src/fleet.ts";
import { missedOf } from "../src/report/report.ts";
import { openFor, runScenario } from "../src/scenario/run-scenario.ts";
import { wake } from "../src/scenarios/wake.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFor(wake);
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

test("an app that thirty visits need is started once, whoever is killed meanwhile", async () => {
  expect(missedOf(await runScenario(wake, { fleet }))).toEqual([]);
});

test("control: an agent that mistakes the process which it had started starts another", async () => {
  const missed = missedOf(await runScenario(wake, { fleet, hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("one process was started"));
});
