import { expect, test } from "vitest";
import { findFullTests } from "./find-full-tests.ts";
import { fullStep } from "./full-step.ts";
import { readSoakFacts } from "./read-soak-facts.ts";

const asks = `const isFull = process.env["${"FULL"}"] === "1";`;

test("tests count that ask for it, by a helper, or by running one that does", () => {
  const sources = new Map([
    ["a/one.test.ts", asks],
    ["a/two.race.test.ts", asks],
    ["a/times.ts", asks],
    ["a/three.integration.test.ts", 'import { times } from "./times.ts";'],
    ["a/over/three.integration.test.ts", 'import "../three.integration.test.ts";'],
    ["b/four.fleet.test.ts", asks],
    ["b/five.test.ts", 'import { times } from "./times.ts";'],
  ]);
  expect(findFullTests(sources)).toEqual({
    unit: ["a/one.test.ts"],
    integration: [
      ...["a/over/three.integration.test.ts", "a/three.integration.test.ts", "a/two.race.test.ts"],
    ],
    fleet: ["b/four.fleet.test.ts"],
  });
});

test("random exchanges and aborts are among them over both transports", () => {
  const { integration } = readSoakFacts().fullTests;
  const names = ["differential", "undici/differential", "aborts", "undici/aborts"];
  expect(integration).toEqual(
    expect.arrayContaining(names.map((name) => `apps/relay/test/${name}.integration.test.ts`)),
  );
});

test("each project runs its own with FULL=1, and one that has none is left out", async () => {
  const ran: unknown[] = [];
  const tests = { unit: ["a.test.ts"], integration: [], fleet: ["b.fleet.test.ts"] };
  const step = fullStep(tests, 1_000, async (project, files, _context, env) => {
    ran.push([project, files, env]);
    return { report: project === "unit" ? { testResults: [] } : null, exitCode: 0, cpuMs: 1 };
  });
  const result = await step.run({ killAfterMs: 1_000, write: () => undefined });
  expect(ran).toEqual([
    ["unit", ["a.test.ts"], { FULL: "1" }],
    ["fleet", ["b.fleet.test.ts"], { FULL: "1" }],
  ]);
  // The second wrote no report.
  expect(result).toMatchObject({ passed: 0, failed: 1 });
});
