import { foldHeaderName } from "../headers/fold.ts";
import type { CompiledRule, CompiledRules, HeaderTemplate } from "./compiled-rule.ts";
import { type AccessRule, accessRuleSchema } from "./rule.ts";
import { parseTemplate } from "./template.ts";

/** Compiles rules as their rows hold them; null when one of them is damaged. Pure. */
export function compileRules(rows: readonly unknown[]): CompiledRules | null {
  const rules: CompiledRule[] = [];
  for (const row of rows) {
    const parsed = accessRuleSchema.safeParse(row);
    const compiled = parsed.success ? compileRule(parsed.data) : null;
    if (compiled === null) return null;
    rules.push(compiled);
  }
  const names = rules.flatMap((rule) => rule.headers.map((header) => foldHeaderName(header.name)));
  return {
    ordered: rules.sort(byPrecedence),
    allPublic: rules.every((rule) => rule.level === "public"),
    setHeaders: new Set(names),
  };
}

/** The order in which rules win: the longest path first, exact before prefix. */
export function byPrecedence(
  left: Pick<CompiledRule, "path" | "match">,
  right: Pick<CompiledRule, "path" | "match">,
): number {
  if (left.path.length !== right.path.length) return right.path.length - left.path.length;
  if (left.match !== right.match) return left.match === "exact" ? -1 : 1;
  return left.path < right.path ? -1 : Number(left.path > right.path);
}

/** A path as it is compared: a final `/` is ignored. */
export function comparedPath(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

function compileRule(rule: AccessRule): CompiledRule | null {
  const headers: HeaderTemplate[] = [];
  for (const [name, template] of Object.entries(rule.headers)) {
    const parsed = parseTemplate(name, template);
    if ("problem" in parsed) return null;
    headers.push(parsed);
  }
  const path = comparedPath(rule.path);
  const narrowed = rule.audience?.roles !== undefined || rule.audience?.userIds !== undefined;
  return {
    path,
    foldedPath: path.toLowerCase(),
    match: rule.match,
    level: rule.level,
    audience: narrowed ? rule.audience : null,
    headers,
  };
}
