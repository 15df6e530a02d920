import { z } from "zod";
import type { GateContext } from "../context.ts";
import type { AllowCode, RefusalCode } from "../decide/codes.ts";
import { type Decision, decide, decideReading, type Question } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import { refusalTexts } from "../pages/texts.ts";
import { principalOf } from "../people/principal-of.ts";
import { readPerson } from "../people/store.ts";
import type { Reading } from "../read-request/readings.ts";
import { accessRuleSchema } from "../rule/rule.ts";
import { anonymous, type Principal } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import { readAsked, readingsOfTarget } from "./question.ts";

export const explainInput = z.object({
  appId: z.string(),
  /** Path with query, as it stands in an address. */
  target: z.string().min(1).max(8192),
  as: z.union([z.literal("anonymous"), z.object({ userId: z.string() })]),
  /** A draft; the saved rules when left out. */
  rules: z.array(accessRuleSchema).optional(),
});

export interface Explanation {
  readonly verdict: Verdict;
  /** Every distinct way to read the path, with the rule that wins for it. Empty when none was needed. */
  readonly readings: readonly ExplainedReading[];
}

export interface Verdict {
  readonly pass: boolean;
  readonly code: AllowCode | RefusalCode;
  readonly sentence: string;
}

export interface ExplainedReading extends Omit<Verdict, "sentence"> {
  readonly path: string;
  readonly rule: { readonly path: string; readonly match: string; readonly level: string } | null;
}

/** Asks the very function that the relay asks, and shows its work. Throws APP_NOT_FOUND and BAD_RULE. */
export async function explain(
  ctx: GateContext,
  input: z.input<typeof explainInput>,
): Promise<Explanation> {
  const { appId, target, as, rules } = explainInput.parse(input);
  const app = await readAsked(ctx, appId, rules);
  return explainTo(app, target, await readPrincipalAs(ctx, appId, as));
}

/** The same for an app and a person that are at hand. Pure. */
export function explainTo(app: AppEntry, target: string, principal: Principal): Explanation {
  const readings = readingsOfTarget(target);
  if (readings === null) return { verdict: refused("BAD_PATH"), readings: [] };
  const question = questionOf(app, readings, principal);
  return { verdict: verdictOf(decide(question)), readings: explainReadings(question) };
}

/** A person who does not exist is a stranger: whether they do is not for this answer to tell. */
async function readPrincipalAs(
  ctx: GateContext,
  appId: string,
  as: z.infer<typeof explainInput>["as"],
): Promise<Principal> {
  const person = as === "anonymous" ? null : await readPerson(ctx.db.orm, as.userId);
  return person === null ? anonymous : principalOf(person, appId, "");
}

function explainReadings(question: Question): readonly ExplainedReading[] {
  const explained = question.readings.map((reading) => explainReading(question, reading));
  // A folded reading is worth a line only where it says something else than the one it was folded from.
  const seen = new Set<string>();
  return explained.filter((one) => {
    const key = JSON.stringify([one.path, one.code, one.rule]);
    return !seen.has(key) && seen.add(key);
  });
}

function explainReading(question: Question, reading: Reading): ExplainedReading {
  const decision = decideReading(question, reading);
  const { pass, code, rule } = decision;
  const path = rule === null ? null : rule.path === "" ? "/" : rule.path;
  return {
    path: reading.path,
    pass,
    code,
    rule: rule === null || path === null ? null : { path, match: rule.match, level: rule.level },
  };
}

const allowed: Readonly<Record<AllowCode, string>> = {
  PUBLIC: "Passes: this path is open to everyone.",
  LINK: "Passes: members may open this path, and whoever has a share link.",
  SIGNED_IN: "Passes: any signed-in person may open this path.",
  MEMBER: "Passes: members of the organization may open this path.",
  OWNER: "Passes: owners may open this path.",
};

function verdictOf(decision: Decision): Verdict {
  if (!decision.pass) return refused(decision.code);
  return { pass: true, code: decision.code, sentence: allowed[decision.code] };
}

function refused(code: RefusalCode): Verdict {
  return { pass: false, code, sentence: refusalTexts[code].sentence };
}
