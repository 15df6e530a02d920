import type { BenchCase } from "../cases.ts";
import type { Row } from "./summary.ts";

const controls = ["plain-proxy", "json-tunnel"];

/** The rows of one case as text, with ratios to the controls of the same run. */
export function writeTable(benchCase: BenchCase, rows: readonly Row[]): string {
  const head = ["", "req/s", "±", "MiB/s", "CPU µs/req", "relay", "agent", "±", "p50 ms", "p99 ms"];
  const ratios = controls.filter((name) => rows.some((row) => row.contender === name));
  const headers = [...head, ...ratios.flatMap((name) => [`req/s : ${name}`, `CPU : ${name}`])];
  const lines = rows.map((row) => [
    ...figures(row),
    ...ratios.flatMap((name) => compare(row, rows, name)),
  ]);
  return `${benchCase.name}: ${benchCase.title}\n${align([headers, ...lines])}\n`;
}

function figures(row: Row): string[] {
  const { relay, agent, proxy } = row.cpuUs;
  return [
    row.contender,
    row.requestsPerSecond.toFixed(row.requestsPerSecond < 100 ? 2 : 0),
    percent(row.requestsSpread),
    (row.bytesPerSecond / 2 ** 20).toFixed(0),
    row.cpuUsTotal.toFixed(1),
    (relay ?? proxy ?? 0).toFixed(1),
    agent?.toFixed(1) ?? "–",
    percent(row.cpuSpread),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
  ];
}

function compare(row: Row, rows: readonly Row[], control: string): string[] {
  const other = rows.find((each) => each.contender === control);
  if (other === undefined || other === row) return ["", ""];
  return [
    `${(row.requestsPerSecond / other.requestsPerSecond).toFixed(2)}×`,
    `${(row.cpuUsTotal / other.cpuUsTotal).toFixed(3)}×`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function align(lines: readonly (readonly string[])[]): string {
  const columns = lines[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
