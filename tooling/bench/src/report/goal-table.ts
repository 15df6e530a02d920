import { formatFigure } from "./figures.ts";
import type { Bound, FigureOf, Goal } from "./goal.ts";
import type { Judged, Unjudged } from "./judge.ts";
import { alignColumns } from "./text-table.ts";

const head = ["goal", "ours", "control", "result", "must", "aim", "verdict"];
const leftColumns = new Set([0, 1, 2, 6]);
const verdicts = { aim: "aim reached", met: "met", missed: "MISSED" } as const;

/** All goals that this run was asked about in one table, those of skipped contenders included. */
export function writeGoalTable(judged: readonly (Judged | Unjudged)[]): string {
  const asked = judged.filter(({ verdict }) => verdict !== "not measured");
  const rows = asked.map((one) => ("result" in one ? judgedRow(one) : unjudgedRow(one)));
  const table = alignColumns([head, ...rows], (column) => leftColumns.has(column));
  const left = judged.length - asked.length;
  if (left === 0) return `${table}\n`;
  return `${table}\n${left} ${left === 1 ? "goal was" : "goals were"} not measured\n`;
}

function judgedRow({ goal, ours, control, result, verdict }: Judged): string[] {
  return [
    goal.goal,
    writeFigure(goal.ours, ours),
    goal.control === null ? "–" : writeFigure(goal.control, control),
    writeResult(goal, result),
    ...writeBounds(goal),
    verdicts[verdict],
  ];
}

function unjudgedRow({ goal, reason }: Unjudged): string[] {
  const names = [goal.goal, goal.ours[1], goal.control?.[1] ?? "–"];
  return [...names, "–", ...writeBounds(goal), `skipped, ${reason}`];
}

function writeFigure([, contender, figure]: FigureOf, value: number): string {
  return `${contender} ${formatFigure(figure, value)}`;
}

function writeBounds(goal: Goal): string[] {
  const write = (bound: Bound) =>
    "atMost" in bound
      ? `≤ ${writeResult(goal, bound.atMost)}`
      : `≥ ${writeResult(goal, bound.atLeast)}`;
  return [write(goal.must), write(goal.aim)];
}

function writeResult({ by, ours: [, , figure] }: Goal, result: number): string {
  switch (by) {
    case "ratio":
      return `${result.toFixed(result < 1 ? 3 : 2)}×`;
    case "difference":
      return `${result < 0 ? "−" : "+"}${formatFigure(figure, Math.abs(result))}`;
    case "value":
      return formatFigure(figure, result);
  }
}
