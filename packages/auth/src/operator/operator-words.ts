import { z } from "zod";
import { permissionWords } from "../roles/permissions.ts";

/**
 * What an operator of the installation may do. They are no organization's: no role grants one of them. `audit.read` is
 * a word of roles, too, of another record; `operatorDoor` tells the two apart.
 */
export const operatorWords = [
  "fleet.read",
  "fleet.operate",
  "queue.operate",
  "audit.read",
  "vault.operate",
  "catalog.edit",
  "catalog.operate",
] as const;

export type OperatorWord = (typeof operatorWords)[number];

/** At least one of them; whoever may act may look. */
export const operatorWordsInput = z
  .array(z.enum(operatorWords))
  .min(1)
  .max(operatorWords.length)
  .refine((words) => words.includes("fleet.read"), "needs fleet.read, too");

/** The words of a row that this version knows, in one order. */
export function knownWords(permissions: readonly string[]): OperatorWord[] {
  return operatorWords.filter((word) => permissions.includes(word));
}

/** How doors name a word of operators, where a role may grant one of the same name. */
export function operatorDoor(word: OperatorWord): string {
  return roleWords.has(word) ? `operator:${word}` : word;
}

const roleWords: ReadonlySet<string> = new Set(permissionWords);
