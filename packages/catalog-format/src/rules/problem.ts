/**
 * How much a problem weighs. An `error` keeps a commit from being taken over. `lint` is told to whoever writes records and
 * ignored by whoever loads them: a newer program may know more than an older one. A `warning` is told only.
 */
export type Weight = "error" | "lint" | "warning";

/** Every rule, and what breaking it weighs. */
export const rules = {
  "tree/symlink": "error",
  "tree/submodule": "error",
  "tree/case-collision": "error",
  "tree/width": "error",
  "tree/too-many": "error",
  "tree/size": "error",
  "path/grammar": "lint",
  "path/shard": "error",
  "file/size": "error",
  "file/utf8": "error",
  "file/nul": "error",
  "toml/syntax": "error",
  "record/schema": "error",
  "record/slug-mismatch": "error",
  "record/duplicate-id": "error",
  "record/id-changed": "error",
  "record/unknown-key": "lint",
  "record/email": "error",
  "store/missing": "error",
  "license/spdx": "error",
  "ref/category": "error",
  "ref/maintainer": "error",
  "ref/replaced-by": "error",
  "ref/requires": "error",
  "redirect/loop": "error",
  "redirect/dangling": "error",
  "redirect/shadows-entry": "error",
  "asset/missing": "error",
  "asset/type": "error",
  "asset/svg-active": "error",
  "compose/syntax": "error",
  "compose/variable": "error",
  "compose/forbidden": "error",
  "compose/permission": "error",
  "compose/service": "error",
  "release/services": "error",
  "release/version": "error",
  "release/digest-missing": "warning",
} as const satisfies Record<string, Weight>;

export type Rule = keyof typeof rules;

/** A place in a text, both counted from one. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a file of a data repository. */
export interface Problem {
  /** From the root of the repository. */
  readonly path: string;
  readonly rule: Rule;
  readonly weight: Weight;
  readonly message: string;
  /** Dotted, as `entrypoints.0.port`; null where the file as a whole is meant, or its syntax. */
  readonly key: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

const maxMessageChars = 400;
const maxQuotedChars = 200;

export interface ProblemDetails {
  readonly key?: string | null | undefined;
  readonly place?: Place | null | undefined;
}

export function problem(
  path: string,
  rule: Rule,
  message: string,
  { key, place }: ProblemDetails = {},
): Problem {
  return {
    path,
    rule,
    weight: rules[rule],
    message: plain(message, maxMessageChars),
    key: key ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}

/** What somebody wrote, as part of a message: short, and with nothing in it that a terminal or a page would obey. */
export function quote(text: string): string {
  return plain(text, maxQuotedChars);
}

function plain(text: string, maxChars: number): string {
  const clean = text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd")
    .toWellFormed();
  const chars = [...clean];
  return chars.length <= maxChars ? clean : `${chars.slice(0, maxChars - 1).join("")}…`;
}
