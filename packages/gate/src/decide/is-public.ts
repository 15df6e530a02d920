import type { Reading } from "../read-request/readings.ts";
import type { CompiledRules } from "../rule/compiled-rule.ts";
import { winningRules } from "../rule/winning-rules.ts";

/** Whether every reading is public, so that nobody needs to be known. Pure. */
export function isPublic(rules: CompiledRules | null, readings: readonly Reading[]): boolean {
  if (rules === null) return false;
  if (rules.allPublic) return true;
  return readings.every((reading) => {
    const winners = winningRules(rules, reading);
    return winners.length > 0 && winners.every((rule) => rule.level === "public");
  });
}
