import { describe, expect, it } from "vitest";
import { writeCaseTable } from "./case-table.ts";
import type { Goal } from "./goal.ts";
import { writeGoalTable } from "./goal-table.ts";
import { judgeGoals, passes } from "./judge.ts";
import { musts } from "./musts.ts";
import { median, percentile, spread } from "./statistics.ts";
import { type Outcomes, summarize } from "./summary.ts";

const goal: Goal = {
  goal: "CPU a request",
  ours: ["requests", "ours", "cpuUs"],
  control: ["requests", "control", "cpuUs"],
  by: "ratio",
  must: { atMost: 0.6 },
  aim: { atMost: 0.5 },
};

function outcomes(ours: number, control: number): Outcomes {
  return {
    requests: {
      ours: summarize([{ cpuUs: ours }]),
      control: summarize([{ cpuUs: control }]),
    },
  };
}

const verdicts = (found: Outcomes, one: Goal = goal) =>
  judgeGoals([one], found).map(({ verdict }) => verdict);

describe("the statistics", () => {
  it("are the median and the largest distance from it", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([90, 100, 120])).toBeCloseTo(0.2);
    expect(spread([0, 0])).toBe(0);
  });

  it("name the least value that so many do not exceed", () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect([percentile(values, 50), percentile(values, 99)]).toEqual([100, 198]);
    expect(percentile([], 99)).toBeNaN();
  });
});

describe("a goal", () => {
  it("is met, or its aim reached, by what is good enough", () => {
    expect(verdicts(outcomes(55, 100))).toEqual(["met"]);
    expect(verdicts(outcomes(50, 100))).toEqual(["aim"]);
  });

  it("is missed when a control is made faster than ours", () => {
    const judged = judgeGoals([goal], outcomes(55, 50));
    expect(judged).toMatchObject([{ verdict: "missed", result: 1.1 }]);
    expect(passes(judged)).toBe(false);
  });

  it("is missed by what is no number", () => {
    expect(verdicts(outcomes(Number.NaN, 100))).toEqual(["missed"]);
  });

  it("may be a difference, or a figure of ours alone", () => {
    const within = { must: { atMost: 5 }, aim: { atMost: 2 } };
    expect(verdicts(outcomes(14, 10), { ...goal, by: "difference", ...within })).toEqual(["met"]);
    expect(verdicts(outcomes(6, 10), { ...goal, by: "value", control: null, ...within })).toEqual([
      "missed",
    ]);
  });

  it("says why it cannot be judged, and then fails nothing", () => {
    const found = {
      requests: { ...outcomes(90, 1)["requests"], control: { skipped: "no nginx" } },
    };
    const judged = judgeGoals([goal], found);
    expect(judged).toMatchObject([{ verdict: "skipped", reason: "control: no nginx" }]);
    expect(passes(judged)).toBe(true);
    expect(verdicts({})).toEqual(["not measured"]);
  });

  it("may name no figure that its case does not answer", () => {
    const found = { requests: { ours: summarize([{ p50Ms: 1 }]) } };
    expect(() => judgeGoals([goal], found)).toThrow("requests answers no cpuUs");
  });
});

describe("the goals of the tunnel", () => {
  it("each have an aim that is no easier than the must", () => {
    for (const { must, aim, goal: text } of musts) {
      const isHarder =
        "atMost" in must && "atMost" in aim
          ? aim.atMost <= must.atMost
          : "atLeast" in must && "atLeast" in aim && aim.atLeast >= must.atLeast;
      expect([text, isHarder]).toEqual([text, true]);
    }
  });
});

describe("the tables", () => {
  it("show medians with their spread, and who was skipped", () => {
    const table = writeCaseTable(
      { name: "requests", title: "small answers" },
      { ours: summarize([{ cpuUs: 40 }, { cpuUs: 50 }]), control: { skipped: "no nginx" } },
    );
    expect(table).toContain("requests: small answers");
    expect(table).toMatch(/ours +45\.0 ±11 %/);
    expect(table).toContain("control skipped: no nginx");
  });

  it("show every goal that was judged with both figures, must, aim and verdict", () => {
    const table = writeGoalTable(judgeGoals([goal], outcomes(70, 100)));
    expect(table).toMatch(
      /CPU a request +ours 70\.0 +control 100 +0\.700× +≤ 0\.600× +≤ 0\.500× +MISSED/,
    );
  });

  it("show why a goal was skipped, and count those that were not asked for", () => {
    const found = {
      requests: { ours: summarize([{ cpuUs: 1 }]), control: { skipped: "no nginx" } },
    };
    const other = { ...goal, ours: ["echo", "ours", "p50Ms"] } as const;
    const table = writeGoalTable(judgeGoals([goal, other], found));
    expect(table).toContain("skipped, control: no nginx");
    expect(table).toContain("1 goal was not measured");
  });
});
