import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { photos } from "../src/scenarios/photos.ts";

test("photos are ready once each, with equal bytes, under kill -9, freeze and thaw, FLUSHALL and files that end decoders", async () => {
  const report = await runScenario(photos);
  expect(missedOf(report), JSON.stringify(report.figures)).toEqual([]);
});

test("control: attempts that count when they begin set a photo aside for the death of its workers", async () => {
  const missed = missedOf(await runScenario(photos, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("every photo is ready"));
  expect(missed).toContainEqual(expect.stringContaining("for what befell its worker"));
});
