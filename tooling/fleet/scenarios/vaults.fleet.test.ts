import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { vaults } from "../src/scenarios/vaults.ts";

/** `FULL=1` asks for 500 changes, 12 kills and 9 freezes with the leases of production, which take some minutes. */
const isFull = process.env["FULL"] === "1";
const timeout = isFull ? 900_000 : 120_000;

test("changes of vaults become history exactly once under kill -9, freeze and thaw, FLUSHALL and a Postgres restart", {
  timeout,
}, async () => {
  expect(missedOf(await runScenario(vaults, { size: isFull ? "full" : "small" }))).toEqual([]);
});

// What it takes for the other to lose is a matter of moments: `fence.race.test.ts` opens the same race by a gate, in every run.
if (isFull) {
  test("control: workers that look and then write make some of them history twice", {
    timeout,
  }, async () => {
    const missed = missedOf(await runScenario(vaults, { hasFault: true, change: { pieces: 120 } }));
    expect(missed).toContainEqual(expect.stringContaining("none became history twice"));
  });
}
