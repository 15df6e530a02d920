import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { catalog } from "../src/scenarios/catalog.ts";

/** `FULL=1` asks for 10,000 apps and the leases of production, which takes minutes. */
const isFull = process.env["FULL"] === "1";
const timeout = isFull ? 900_000 : 180_000;

test("a push is served by every replica, whole and once, while stores, syncers and replicas end and come back", {
  timeout,
}, async () => {
  const report = await runScenario(catalog, { size: isFull ? "full" : "small" });
  expect(missedOf(report), JSON.stringify(report.figures)).toEqual([]);
  const times = report.figures.filter(({ unit }) => unit === "ms");
  const lines = times.map(({ name, value }) => `${name}: ${Math.round(value)} ms\n`);
  process.stdout.write(lines.join(""));
});

test("control: half a generation, and a mirror that goes back, are seen by whoever asks", {
  timeout,
}, async () => {
  const missed = missedOf(await runScenario(catalog, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("more than one generation"));
  expect(missed).toContainEqual(expect.stringContaining("falls back"));
});
