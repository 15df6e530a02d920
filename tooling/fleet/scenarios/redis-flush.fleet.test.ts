import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { redisFlush } from "../src/scenarios/redis-flush.ts";

test("neither an emptied directory nor a cold start shows a host offline", async () => {
  expect(missedOf(await runScenario(redisFlush))).toEqual([]);
});

test("control: a directory whose emptiness is believed shows hosts offline", async () => {
  const missed = missedOf(await runScenario(redisFlush, { hasFault: true }));
  expect(missed).toContainEqual(
    expect.stringContaining("an emptied directory shows no host offline"),
  );
});
