import type { SourceFile } from "../checkout.ts";

type Metric = { name: string; type: string; help: string; labels: string[]; parts: Set<string> };

const call =
  /\.(counter|gauge|histogram|sampled)\(\s*("(?:[^"\\]|\\.)*"|[^",)]+),\s*("(?:[^"\\]|\\.)*"(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)?\s*(?:,\s*(\[[^\]]*\]|\{[\s\S]*?\n?\s*\}))?/g;

const head = `# Metrics

Every process answers \`/metrics\` on its ops listener in the Prometheus text format. Labels have few values, and none holds
a name, an address or an id of a person.

This page is generated from the code that makes the metrics: run \`pnpm write-docs\` after a change.

| metric | type | labels | meaning | made in |
|---|---|---|---|---|
`;

/** The page of all metrics, found where the code asks its registry for them. */
export function renderMetrics(files: SourceFile[]): string {
  const metrics = new Map<string, Metric>();
  for (const file of files) for (const found of findMetrics(file)) merge(metrics, found);
  const rows = [...metrics.values()]
    .sort((left, right) => left.name.localeCompare(right.name))
    .map(
      ({ name, type, help, labels, parts }) =>
        `| \`homeport_${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} | ${[...parts].sort().join(", ")} |`,
    );
  return `${head}${rows.join("\n")}\n`;
}

/** Throws when a metric's name is not written out: such a metric could not be documented. */
export function findMetrics({ path, text }: SourceFile): Metric[] {
  const part = path.split("/").slice(0, 2).join("/");
  return [...text.matchAll(call)].flatMap(([, type = "", name = "", help, labels = ""]) => {
    if (!help) return [];
    if (!name.startsWith('"')) throw new Error(`${path}: the name of a metric is written out`);
    return [
      {
        name: JSON.parse(name),
        type: type === "sampled" ? "gauge" : type,
        help: helpText(help),
        labels: labelNames(labels),
        parts: new Set([`\`${part}\``]),
      },
    ];
  });
}

function helpText(source: string): string {
  return [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part).join("");
}

/** A list of names, or an object whose keys are the names and whose values list what they may be. */
function labelNames(source: string): string[] {
  if (source.startsWith("[")) return [...source.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  return [...source.matchAll(/(?:^\{|,)\s*(\w+)(?=\s*[:,}])/g)].map(([, name = ""]) => name);
}

function merge(metrics: Map<string, Metric>, found: Metric): void {
  const known = metrics.get(found.name);
  if (!known) metrics.set(found.name, found);
  else for (const part of found.parts) known.parts.add(part);
}
