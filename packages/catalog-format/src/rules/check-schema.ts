import type { z } from "zod";
import { type KeyPath, locateKey } from "../toml/locate-key.ts";
import { readToml } from "../toml/read-toml.ts";
import { type Problem, problem, quote, type Rule } from "./problem.ts";

/** One record's own file, read. `value` is null where it breaks its schema; unknown keys alone do not. */
export interface ReadRecord<T> {
  readonly value: T | null;
  readonly problems: readonly Problem[];
}

/** Reads a record from TOML by its schema. What the schema does not know is reported and left out. */
export function readRecord<T>(path: string, text: string, schema: z.ZodType<T>): ReadRecord<T> {
  const { value, problems } = readToml(path, text);
  if (problems.length > 0) return { value: null, problems };
  const at = (key: KeyPath, rule: Rule, message: string) =>
    problem(path, rule, message, {
      key: key.length === 0 ? null : key.map(String).join("."),
      place: locateKey(text, key),
    });
  const first = schema.safeParse(value);
  const taken = takeUnknownKeys(value, first.error?.issues ?? []);
  const unknown = taken.map((key) =>
    at(key, "record/unknown-key", `${quote(String(key.at(-1)))} is not a key that is known here`),
  );
  const parsed = taken.length === 0 ? first : schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, problems: unknown };
  const broken = parsed.error.issues.map((issue) =>
    at(keyOf(issue.path), "record/schema", sentenceOf(issue, value)),
  );
  return { value: null, problems: [...unknown, ...broken] };
}

/** Takes keys that the schema does not know out of `value`, which nobody else has, and answers where they were. */
function takeUnknownKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): KeyPath[] {
  const taken: KeyPath[] = [];
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    const path = keyOf(issue.path);
    const holder = valueAt(value, path);
    for (const key of issue.keys) {
      if (isHolder(holder)) delete holder[key];
      taken.push([...path, key]);
    }
  }
  return taken;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, key) => (isHolder(inner) ? inner[key] : undefined), value);
}

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

function keyOf(path: readonly PropertyKey[]): KeyPath {
  return path.map((key) => (typeof key === "number" ? key : String(key)));
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "custom" || issue.code === "invalid_format") return issue.message;
  if (valueAt(value, keyOf(issue.path)) === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `is not of the type ${issue.expected}`;
    case "invalid_value":
      return `is not ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "is neither text, number nor boolean";
    case "too_small":
      return issue.origin === "array"
        ? `has fewer than ${issue.minimum}`
        : `is less than ${issue.minimum}`;
    case "too_big":
      return issue.origin === "array" ? `has more than ${issue.maximum}` : tooBig(issue);
    default:
      return issue.message;
  }
}

function tooBig({ origin, maximum, message }: z.core.$ZodIssueTooBig): string {
  if (origin !== "string") return `is more than ${maximum}`;
  return message.startsWith("is ") ? message : `is longer than ${maximum} characters`;
}
