import type { AccessLevel, Audience, RuleMatch } from "./rule.ts";

export interface CompiledRule {
  readonly path: string;
  readonly match: RuleMatch;
  readonly level: AccessLevel;
  readonly audience: Audience | null;
  readonly headers: readonly HeaderTemplate[];
}

/** A header that a rule sets: literal text and variables in turn. */
export interface HeaderTemplate {
  readonly name: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = { readonly text: string } | { readonly variable: TemplateVariable };

export const templateVariables = [
  "user.id",
  "user.name",
  "user.email",
  "user.role",
  "identity.id",
  "identity.name",
  "identity.email",
  "app.name",
  "kind",
] as const;
export type TemplateVariable = (typeof templateVariables)[number];

/** Rules sorted as they win: the longest path first, exact before prefix. */
export interface CompiledRules {
  readonly ordered: readonly CompiledRule[];
  /** Folded names of every header that some rule of this app sets. */
  readonly setHeaders: ReadonlySet<string>;
}
