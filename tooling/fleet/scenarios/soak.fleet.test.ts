import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { soak } from "../src/scenarios/soak.ts";

test("visitors of every kind leave no memory, stream, handle or timer behind", async () => {
  expect(missedOf(await runScenario(soak))).toEqual([]);
});

test("control: a relay that keeps what it need not is found", async () => {
  const missed = missedOf(await runScenario(soak, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("relay-1: no handle and no timer is left"));
});
