import type { EnvSpec, EnvVariable } from "./spec.ts";

/** One row of the configuration page. */
export interface EnvDocRow {
  name: string;
  describe: string;
  defaultText: string;
  group: string;
  secret: boolean;
  /** Which apps read it. */
  apps: string[];
}

/** The rows of several apps' specs; a variable that apps share is one row, by group and name. */
export function envDocRows(specs: Readonly<Record<string, EnvSpec>>): EnvDocRow[] {
  const rows = new Map<string, EnvDocRow>();
  for (const [app, spec] of Object.entries(specs)) {
    for (const [name, variable] of Object.entries(spec.variables)) {
      const text = describeDefault(variable);
      const row = rows.get(name);
      if (row === undefined) rows.set(name, docRow(name, variable, app));
      else {
        row.apps.push(app);
        if (!row.defaultText.includes(text)) row.defaultText += `; ${app}: ${text}`;
      }
    }
  }
  return [...rows.values()].sort(
    (left, right) => left.group.localeCompare(right.group) || left.name.localeCompare(right.name),
  );
}

/** Markdown tables, one a group, for `docs/configuration.md`. */
export function renderEnvDocs(specs: Readonly<Record<string, EnvSpec>>): string {
  const groups = Map.groupBy(envDocRows(specs), (row) => row.group);
  return [...groups].map(([group, rows]) => renderGroup(group, rows)).join("\n");
}

/**
 * The same as an environment file: every variable behind a `#`, empty, below what it means. Nothing is set by it, so
 * that a copy changes nothing until a line is taken in.
 */
export function renderEnvExample(specs: Readonly<Record<string, EnvSpec>>): string {
  const groups = Map.groupBy(envDocRows(specs), (row) => row.group);
  return [...groups]
    .map(([group, rows]) => [`# == ${group} ==`, "", ...rows.map(exampleOf)].join("\n"))
    .join("\n");
}

/** Every `HOMEPORT_*` name that some of the programs read, those of files of secrets too, in order. */
export function envNames(specs: Readonly<Record<string, EnvSpec>>): string[] {
  return envDocRows(specs)
    .flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]))
    .filter((name) => name.startsWith("HOMEPORT_"))
    .sort();
}

function exampleOf(row: EnvDocRow): string {
  const kept = row.secret ? ` A secret; or its file in ${row.name}_FILE.` : "";
  return [
    `# ${row.describe}${kept}`,
    `# Read by ${row.apps.join(", ")}; default: ${row.defaultText.replaceAll("`", "")}`,
    `#${row.name}=`,
    "",
  ].join("\n");
}

function renderGroup(group: string, rows: readonly EnvDocRow[]): string {
  const lines = rows.map((row) => {
    const name = row.secret ? `\`${row.name}\`, or \`${row.name}_FILE\`` : `\`${row.name}\``;
    return `| ${name} | ${escapeCell(row.describe)} | ${escapeCell(row.defaultText)} | ${row.apps.join(", ")} |`;
  });
  return [
    `## ${group}`,
    "",
    "| variable | meaning | default | read by |",
    "|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

function docRow(name: string, variable: EnvVariable, app: string): EnvDocRow {
  return {
    name,
    describe: variable.describe,
    defaultText: describeDefault(variable),
    group: variable.group ?? "Other",
    secret: variable.secret === true,
    apps: [app],
  };
}

function describeDefault(variable: EnvVariable): string {
  if (variable.defaultText !== undefined) return variable.defaultText;
  const fallback = variable.default;
  if (fallback === undefined) return "unset";
  if (typeof fallback === "string") return `\`${fallback}\``;
  const { dev, test, prod } = fallback;
  return dev === test
    ? `\`${dev}\`, in prod \`${prod}\``
    : `dev \`${dev}\`, test \`${test}\`, prod \`${prod}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
