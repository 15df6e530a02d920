import type { Problem } from "@homeport/catalog-format";

export const lintFormats = ["text", "json", "github"] as const;
export type LintFormat = (typeof lintFormats)[number];

/** A problem as one line: for people and editors, or as GitHub's runners put it beside the file. */
export function formatProblem(problem: Problem, format: Exclude<LintFormat, "json">): string {
  const { path, rule, message, weight, key } = problem;
  const line = problem.line ?? 1;
  const column = problem.column ?? 1;
  const said = key === null ? message : `${key}: ${message}`;
  if (format === "text") return `${printable(path)}:${line}:${column} ${rule} ${said}`;
  const level = weight === "warning" ? "warning" : "error";
  const place = `file=${property(path)},line=${line},col=${column},title=${property(rule)}`;
  return `::${level} ${place}::${data(said)}`;
}

/** A path is a stranger's: no sign of it may reach a terminal as a command. */
function printable(path: string): string {
  return path.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
