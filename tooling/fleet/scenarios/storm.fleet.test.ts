import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { storm } from "../src/scenarios/storm.ts";

test("hosts that lose their relay all come back at the other one, with one directory write each", async () => {
  expect(missedOf(await runScenario(storm))).toEqual([]);
});

test("control: a directory that is emptied in between costs a second write a host", async () => {
  const missed = missedOf(await runScenario(storm, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("directory writes a host"));
});
