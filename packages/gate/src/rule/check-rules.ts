import { GateError } from "../errors.ts";
import { comparedPath } from "./compile-rules.ts";
import { type AccessRule, maxHeadersPerRule, maxRulesPerApp } from "./rule.ts";
import { parseTemplate } from "./template.ts";

/**
 * Throws BAD_RULE that lists every problem when a set of rules cannot be saved: a path that no request could
 * be read as, two rules for one path, no rule for `/`, or a header that cannot be set.
 */
export function checkRules(rules: readonly AccessRule[]): void {
  const problems = rules.flatMap(problemsOf);
  if (rules.length > maxRulesPerApp) problems.push(`an app has at most ${maxRulesPerApp} rules`);
  if (!rules.some((rule) => rule.path === "/" && rule.match === "prefix")) {
    problems.push("the rule for / cannot be left out");
  }
  const seen = new Set<string>();
  for (const rule of rules) {
    const key = `${rule.match} ${comparedPath(rule.path)}`;
    if (seen.has(key)) problems.push(`${rule.path} has two ${rule.match} rules`);
    seen.add(key);
  }
  if (problems.length > 0) {
    throw new GateError("BAD_RULE", { publicMessage: `${sentence(problems)}.` });
  }
}

function problemsOf(rule: AccessRule): string[] {
  const problems: string[] = [];
  if (!isCleanPath(rule.path)) {
    problems.push(`"${rule.path}" is not a path: write it decoded, from /, without query, . or ..`);
  }
  if (rule.audience !== null && rule.level !== "members") {
    problems.push(`${rule.path} narrows an audience, which only the level members has`);
  }
  const headers = Object.entries(rule.headers);
  if (headers.length > maxHeadersPerRule) {
    problems.push(`${rule.path} sets more than ${maxHeadersPerRule} headers`);
  }
  for (const [name, template] of headers) {
    const parsed = parseTemplate(name, template);
    if ("problem" in parsed) problems.push(`${rule.path}: ${parsed.problem}`);
  }
  return problems;
}

/** A path in the form that the last reading of a request has. */
export function isCleanPath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is looked for
  if (!path.startsWith("/") || /[\x00-\x1f\x7f%\\?#;]|\/\//.test(path)) return false;
  return !path.split("/").some((segment) => segment === "." || segment === "..");
}

function sentence(problems: readonly string[]): string {
  const text = problems.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
