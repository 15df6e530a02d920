import type { AccessLevel, Audience, RuleMatch } from "./rule.ts";
import type { TemplateVariable } from "./template.ts";

/** A rule as `decide` compares it: the path without its final `/`, so that `/` is the empty text. */
export interface CompiledRule {
  readonly path: string;
  readonly foldedPath: string;
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

/** The rules of one app. Damaged rows make the whole set null: such an app admits nobody. */
export interface CompiledRules {
  /** Sorted as they win: the longest path first, exact before prefix. */
  readonly ordered: readonly CompiledRule[];
  /** Whether any reading could need more than the public level. */
  readonly allPublic: boolean;
  /** Folded names of every header that some rule of this app sets. */
  readonly setHeaders: ReadonlySet<string>;
}
