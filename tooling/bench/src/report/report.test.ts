import { describe, expect, it } from "vitest";
import type { Sample } from "../measure.ts";
import { judgeMusts } from "./musts.ts";
import { median, spread } from "./statistics.ts";
import { summarizeSamples } from "./summary.ts";
import { writeTable } from "./table.ts";

function sample(requestsPerSecond: number, cpuUsTotal: number): Sample {
  return {
    requestsPerSecond,
    bytesPerSecond: requestsPerSecond * 1_024,
    cpuUs: { relay: cpuUsTotal / 2, agent: cpuUsTotal / 2 },
    cpuUsTotal,
    cpuSecondsPerGib: cpuUsTotal,
    p50Ms: 1,
    p99Ms: 2,
  };
}

const plain = summarizeSamples("plain-proxy", [sample(1_000, 100)]);

describe("a report", () => {
  it("takes the median and the largest distance from it", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([90, 100, 120])).toBeCloseTo(0.2);
  });

  it("shows ratios to the controls of the same run", () => {
    const ours = summarizeSamples("data-plane-raw", [sample(2_000, 50)]);
    const table = writeTable({ name: "requests", title: "t", bytes: 1, connections: 1 }, [
      plain,
      ours,
    ]);
    expect(table).toContain("2.00×");
    expect(table).toContain("0.500×");
  });
});

describe("the goals", () => {
  it("are met by a tunnel that is fast enough", () => {
    const ours = summarizeSamples("data-plane-raw", [sample(2_000, 50)]);
    const results = judgeMusts(new Map([["requests", [plain, ours]]]));
    expect(results.map((result) => result.met)).toEqual([true, true]);
  });

  it("are missed when a control is made faster than ours", () => {
    const ours = summarizeSamples("data-plane-raw", [sample(900, 120)]);
    const results = judgeMusts(new Map([["requests", [plain, ours]]]));
    expect(results.map((result) => result.met)).toEqual([false, false]);
  });
});
