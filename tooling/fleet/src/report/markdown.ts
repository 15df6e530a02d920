import { type Report, rounded } from "./report.ts";

const mebibyte = 2 ** 20;

/** The report for people: what was expected and found, then times, failures and processes. */
export function writeMarkdown(report: Report): string {
  const { scenario, about, fault, claims, figures, loads, processes } = report;
  const parts = [
    `# ${scenario}`,
    about,
    fault === null ? "" : `Planted fault: ${fault}`,
    `${report.startedAt}, ${rounded(report.tookMs / 1_000)} s, ${describeSize(report.size)}`,
    table(
      ["", "claim", "found"],
      claims.map(({ claim, met, found }) => [met ? "met" : "**missed**", claim, found]),
    ),
    table(
      ["figure", "value"],
      figures.map(({ name, value, unit }) => [name, `${rounded(value)} ${unit}`.trim()]),
    ),
    table(
      ["load", "requests", "p50 ms", "p95 ms", "p99 ms", "most ms", "failures by cause"],
      loads.map((load) => [
        ...[load.name, load.requests, load.p50Ms, load.p95Ms, load.p99Ms, load.mostMs],
        Object.entries(load.failures)
          .map(([cause, count]) => `${count} × ${cause}`)
          .join(", ") || "none",
      ]),
    ),
    table(
      ["process", "CPU s", "CPU % of a core", "RSS MiB", "most RSS MiB", "most files"],
      processes.map((use) => [
        ...[use.name, rounded(use.cpuMs / 1_000), rounded(use.cpuShare * 100)],
        ...[rounded(use.rssBytes / mebibyte), rounded(use.mostRssBytes / mebibyte), use.mostFiles],
      ]),
    ),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function describeSize(size: Report["size"]): string {
  return Object.entries(size)
    .filter(([, value]) => typeof value === "number" && value > 0)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
