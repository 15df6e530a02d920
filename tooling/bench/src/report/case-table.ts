import { figureTitle, formatFigure, percent } from "./figures.ts";
import type { Measured, Outcome } from "./summary.ts";
import { alignColumns } from "./text-table.ts";

/** Everything that was measured in one case: medians, and behind ± the largest distance from each. */
export function writeCaseTable(
  { name, title }: { name: string; title: string },
  outcomes: Readonly<Record<string, Outcome>>,
): string {
  const all = Object.entries(outcomes);
  const names = new Set(
    all.flatMap(([, one]) => ("figures" in one ? Object.keys(one.figures) : [])),
  );
  const figures = [...names];
  const head = ["", ...figures.map(figureTitle)];
  const rows = all.map(([contender, outcome]) => {
    if ("skipped" in outcome) return [contender, `skipped: ${outcome.skipped}`];
    return [contender, ...figures.map((figure) => cell(figure, outcome.figures[figure]))];
  });
  const measured = rows.filter((_, index) => "figures" in (all[index]?.[1] ?? {}));
  const skipped = rows.filter((row) => !measured.includes(row)).map((row) => `${row.join(" ")}\n`);
  const table = measured.length > 0 ? `${alignColumns([head, ...measured])}\n` : "";
  return `${name}: ${title}\n${table}${skipped.join("")}`;
}

function cell(figure: string, measured: Measured | undefined): string {
  if (measured === undefined) return "–";
  const value = formatFigure(figure, measured.median);
  return measured.samples.length > 1 ? `${value} ±${percent(measured.spread)}` : value;
}
