import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fleet } from "../src/fleet.ts";
import { missedOf } from "../src/report/report.ts";
import { openFor, runScenario } from "../src/scenario/run-scenario.ts";
import { redisFlush } from "../src/scenarios/redis-flush.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFor(redisFlush);
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

test("neither an emptied directory nor a cold start shows a host offline", async () => {
  expect(missedOf(await runScenario(redisFlush, { fleet }))).toEqual([]);
});

test("control: a directory whose emptiness is believed shows hosts offline", async () => {
  const missed = missedOf(await runScenario(redisFlush, { fleet, hasFault: true }));
  expect(missed).toContainEqual(
    expect.stringContaining("an emptied directory shows no host offline"),
  );
});
