import type { Reading } from "../read-request/readings.ts";
import { comparedPath } from "../rule/compile-rules.ts";
import type { CompiledRules } from "../rule/compiled-rule.ts";
import { winningRules } from "../rule/winning-rules.ts";

/** The part of an app that a link opens, as it is compared: without a final `/`, so that `/` is the empty text. */
export interface LinkScope {
  readonly path: string;
  readonly foldedPath: string;
}

export function compileScope(pathScope: string): LinkScope {
  const path = comparedPath(pathScope);
  return { path, foldedPath: path.toLowerCase() };
}

/** Whether every reading lies in the scope, so that no server's own way to read the path leaves it. Pure. */
export function covers(scope: LinkScope, readings: readonly Reading[]): boolean {
  return readings.every((reading) => {
    const wanted = reading.folded ? scope.foldedPath : scope.path;
    return isWithin(reading.path, wanted);
  });
}

/**
 * Where a guest arrives: at the scope itself where a rule opens it to links, else at the shortest path in it that one
 * opens. Null when the app's rules open nothing of the scope to links. Pure.
 */
export function landingPath(rules: CompiledRules | null, pathScope: string): string | null {
  if (rules === null) return null;
  const scope = compileScope(pathScope);
  if (opensTo(rules, scope.path)) return shown(scope.path);
  const inside = rules.ordered
    .filter((rule) => rule.level === "link" && isWithin(rule.path, scope.path))
    .map((rule) => rule.path)
    .reverse();
  return inside.map(shown).find((path) => opensTo(rules, path)) ?? null;
}

function opensTo(rules: CompiledRules, path: string): boolean {
  const winners = winningRules(rules, { path: shown(path), folded: false });
  return winners.length > 0 && winners.every((rule) => rule.level === "link");
}

function isWithin(path: string, wanted: string): boolean {
  if (!path.startsWith(wanted)) return false;
  return path.length === wanted.length || path.charCodeAt(wanted.length) === 0x2f;
}

function shown(path: string): string {
  return path === "" ? "/" : path;
}
