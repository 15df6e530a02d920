import type { Reading } from "../read-request/readings.ts";
import { comparedPath } from "./compile-rules.ts";
import type { CompiledRule, CompiledRules } from "./compiled-rule.ts";

/**
 * The rules that win for one reading: the longest path, exact before prefix. More than one only where rules
 * differ in letter case alone and the reading is folded; then each of them must admit. Pure.
 */
export function winningRules(rules: CompiledRules, reading: Reading): readonly CompiledRule[] {
  const winners: CompiledRule[] = [];
  for (const rule of rules.ordered) {
    const first = winners[0];
    if (first !== undefined && !samePrecedence(first, rule)) break;
    if (matches(rule, reading)) winners.push(rule);
  }
  return winners;
}

function matches(rule: CompiledRule, reading: Reading): boolean {
  const wanted = reading.folded ? rule.foldedPath : rule.path;
  if (rule.match === "exact") return comparedPath(reading.path) === wanted;
  if (!reading.path.startsWith(wanted)) return false;
  return reading.path.length === wanted.length || reading.path.charCodeAt(wanted.length) === 0x2f;
}

function samePrecedence(left: CompiledRule, right: CompiledRule): boolean {
  return left.path.length === right.path.length && left.match === right.match;
}
