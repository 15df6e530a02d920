import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { agentRestart } from "../src/scenarios/agent-restart.ts";

test("agents that stop finish what they carry, and killed ones are served again within 2 s", async () => {
  expect(missedOf(await runScenario(agentRestart))).toEqual([]);
});

test("control: agents that are killed where they are told to stop break an upload", async () => {
  const missed = missedOf(await runScenario(agentRestart, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("an upload under way is finished"));
});
