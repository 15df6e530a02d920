import type { Answer } from "./answer.ts";

/** An answer for a program, or in columns for a person. Ends with a line break. */
export function printAnswer(answer: Answer, json: boolean): string {
  if ("done" in answer)
    return json ? `${JSON.stringify({ done: answer.done })}\n` : `${answer.done}\n`;
  const { rows, columns } = answer;
  if (json) return `${JSON.stringify(rows)}\n`;
  const lines = [columns, ...rows.map((row) => columns.map((name) => cell(row[name])))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((text, at) => text.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** One row of a command that goes on, on a line of its own. */
export function printRow(row: Readonly<Record<string, unknown>>, json: boolean): string {
  return json ? `${JSON.stringify(row)}\n` : `${Object.values(row).map(cell).join("  ")}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "number") return String(Math.round(value));
  return String(value).replaceAll(/\s+/g, " ").slice(0, 100);
}
