import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fleet } from "../src/fleet.ts";
import { missedOf } from "../src/report/report.ts";
import { openFor, runScenario } from "../src/scenario/run-scenario.ts";
import { agentRestart } from "../src/scenarios/agent-restart.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFor(agentRestart);
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

test("agents that stop finish what they carry, and killed ones are served again within 2 s", async () => {
  expect(missedOf(await runScenario(agentRestart, { fleet }))).toEqual([]);
});

test("control: agents that are killed where they are told to stop break an upload", async () => {
  const missed = missedOf(await runScenario(agentRestart, { fleet, hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("an upload under way is finished"));
});
