import { describe, expect, it } from "vitest";
import type { BenchCase } from "./bench-case.ts";
import { selectCases } from "./select-cases.ts";

function benchCase(name: string, contenders: string[]): BenchCase {
  const start = async () => ({ skipped: "never started" });
  return {
    name,
    title: "",
    once: false,
    entrants: contenders.map((contender) => ({ contender, start })),
  };
}

const cases = [benchCase("idle", ["idle-raw", "control"]), benchCase("echo", ["control", "ours"])];

function choose(only: string[]): string[] {
  return selectCases(cases, only).map(
    ({ name, entrants }) => `${name}: ${entrants.map(({ contender }) => contender).join(" ")}`,
  );
}

describe("what --only leaves", () => {
  it("is everything when nothing is named", () => {
    expect(choose([])).toEqual(["idle: idle-raw control", "echo: control ours"]);
  });

  it("is everybody in a case that is named, also when a contender begins alike", () => {
    expect(choose(["idle"])).toEqual(["idle: idle-raw control"]);
  });

  it("is a named contender wherever it takes part", () => {
    expect(choose(["contr"])).toEqual(["idle: control", "echo: control"]);
    expect(choose(["echo", "ours"])).toEqual(["echo: ours"]);
    expect(choose(["idle", "ours"])).toEqual([]);
  });
});
