import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { freezeHost } from "../src/scenarios/freeze-host.ts";

test("hosts that are killed, cut off or frozen, and those of killed relays, are listed as offline in time", async () => {
  expect(missedOf(await runScenario(freezeHost))).toEqual([]);
});

test("control: relays that wait half a minute list silent hosts as online for too long", async () => {
  const missed = missedOf(await runScenario(freezeHost, { hasFault: true }));
  expect(missed).toContainEqual(
    expect.stringContaining("behind a black hole are listed as offline"),
  );
});
