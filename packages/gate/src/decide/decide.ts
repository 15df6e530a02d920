import type { Reading } from "../read-request/readings.ts";
import type { CompiledRule, CompiledRules } from "../rule/compiled-rule.ts";
import { winningRules } from "../rule/winning-rules.ts";
import type { LinkPrincipal, Principal, UserPrincipal } from "../session-cache/principal.ts";
import { covers } from "../share-link/link-scope.ts";
import type { AllowCode, RefusalCode } from "./codes.ts";

/** All that a decision depends on. */
export interface Question {
  readonly appId: string;
  readonly organizationId: string;
  readonly ownerUserId: string | null;
  /** Null when a row of the app's rules is damaged. */
  readonly rules: CompiledRules | null;
  readonly readings: readonly Reading[];
  readonly principal: Principal;
}

export type DecidedRefusal = Extract<
  RefusalCode,
  "SIGN_IN_REQUIRED" | "NOT_ALLOWED" | "KEY_SCOPE" | "NO_RULE"
>;

export type Decision =
  | { readonly pass: true; readonly code: AllowCode; readonly rule: CompiledRule }
  | {
      readonly pass: false;
      readonly code: DecidedRefusal;
      /** The first reading that is refused, and its rule. */
      readonly reading: Reading | null;
      readonly rule: CompiledRule | null;
    };

/**
 * Whether a request may pass: only when the winning rule of every reading admits its principal, so that no
 * server's own way to read the path reaches what the principal may not. The code and the rule (for headers)
 * are those of the raw reading. Pure: no clock, no store, nothing remembered.
 */
export function decide(question: Question): Decision {
  let raw: CompiledRule | null = null;
  for (const reading of question.readings) {
    const verdict = decideReading(question, reading);
    if (!verdict.pass) return verdict;
    raw ??= verdict.rule;
  }
  if (raw === null) return { pass: false, code: "NO_RULE", reading: null, rule: null };
  return { pass: true, code: codeOf(raw), rule: raw };
}

/** The verdict on a single reading; `explain` shows one a line. Pure. */
export function decideReading(question: Question, reading: Reading): Decision {
  const winners = question.rules === null ? [] : winningRules(question.rules, reading);
  const rule = winners[0];
  if (rule === undefined) return { pass: false, code: "NO_RULE", reading, rule: null };
  const refusing = winners.find((winner) => !admits(winner, question));
  if (refusing === undefined) return { pass: true, code: codeOf(rule), rule };
  return { pass: false, code: refusalOf(question), reading, rule: refusing };
}

function refusalOf(question: Question): DecidedRefusal {
  const { principal } = question;
  if (principal.kind === "anonymous" || principal.kind === "link") return "SIGN_IN_REQUIRED";
  return isInScope(principal, question) ? "NOT_ALLOWED" : "KEY_SCOPE";
}

/** Whether a key is for this app; who came otherwise has no such bounds. */
function isInScope(principal: UserPrincipal, question: Question): boolean {
  if (principal.kind !== "key") return true;
  if (principal.organizationId !== question.organizationId) return false;
  return principal.apps === "all" || principal.apps.has(question.appId);
}

function admits(rule: CompiledRule, question: Question): boolean {
  const { principal } = question;
  if (rule.level === "public") return true;
  if (principal.kind === "anonymous") return false;
  if (principal.kind === "link") return admitsGuest(rule, question, principal);
  if (!isInScope(principal, question)) return false;
  const roles = principal.roles.get(question.organizationId) ?? [];
  switch (rule.level) {
    case "signed-in":
      return true;
    case "link":
    case "members":
      return roles.length > 0 && isInAudience(rule, principal, roles);
    case "owner":
      return roles.includes("owner") || principal.userId === question.ownerUserId;
  }
}

/** A link opens what lies in its scope by every reading, even where another reading would be open to everyone. */
function admitsGuest(rule: CompiledRule, question: Question, guest: LinkPrincipal): boolean {
  const here = guest.appId === question.appId;
  return rule.level === "link" && here && covers(guest.scope, question.readings);
}

function isInAudience(
  rule: CompiledRule,
  principal: UserPrincipal,
  roles: readonly string[],
): boolean {
  if (rule.audience === null) return true;
  const byRole = rule.audience.roles?.some((role) => roles.includes(role)) ?? false;
  return byRole || (rule.audience.userIds?.includes(principal.userId) ?? false);
}

function codeOf(rule: CompiledRule): AllowCode {
  switch (rule.level) {
    case "public":
      return "PUBLIC";
    case "link":
      return "LINK";
    case "signed-in":
      return "SIGNED_IN";
    case "members":
      return "MEMBER";
    case "owner":
      return "OWNER";
  }
}
