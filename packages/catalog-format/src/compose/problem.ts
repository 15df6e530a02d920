import type { Place } from "../rules/problem.ts";

/** What a compose file asks for that it may not have. */
export interface ComposeProblem {
  /** The key, as `services.web.privileged`; empty for the file as a whole. */
  readonly path: string;
  /** The word that would allow it, or null when nothing does. */
  readonly consent: string | null;
  readonly sentence: string;
  /** Where it stands, for what keeps the file from being read. */
  readonly place?: Place;
}

/** Where a check of one key says what it found. */
export type Report = (problem: ComposeProblem) => void;

/** One check of a key's value, whatever that turns out to be. */
export type Check = (value: unknown, path: string, report: Report) => void;

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list, or the one thing that stands for a list of it; of a map its keys count. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMap(value)) return Object.keys(value);
  return value === undefined || value === null ? [] : [value];
}

/** Says nothing, whatever the value is: it can change nothing outside of its own containers. */
export const free: Check = () => undefined;

/** Nothing but these values. */
export function only(values: RegExp, consent: string | null, sentence: string): Check {
  return (value, path, report) => {
    const isAllowed = typeof value === "string" && values.test(value);
    if (value !== null && !isAllowed) report({ path, consent, sentence });
  };
}

/** Not at all. */
export function never(consent: string | null, sentence: string): Check {
  return (_value, path, report) => report({ path, consent, sentence });
}

/** Only as a plain `false`, which asks for nothing. */
export function notTrue(consent: string | null, sentence: string): Check {
  return (value, path, report) => {
    if (value !== false && value !== null) report({ path, consent, sentence });
  };
}

/**
 * Checks a map key by key. What the table does not know is refused: it may be a way out that came later than this table.
 * Keys that begin with `x-` are nobody's.
 */
export function keys(table: Readonly<Record<string, Check>>): Check {
  return (value, path, report) => {
    if (value === null || value === undefined) return;
    if (!isMap(value)) {
      report({ path, consent: null, sentence: "has to be a map" });
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key.startsWith("x-")) continue;
      const check = Object.hasOwn(table, key) ? table[key] : undefined;
      const at = `${path}${path === "" ? "" : "."}${key}`;
      if (check === undefined) report({ path: at, consent: null, sentence: "is not allowed here" });
      else check(inner, at, report);
    }
  };
}

/** Checks each value of a map whose keys are names. */
export function named(check: Check): Check {
  return (value, path, report) => {
    if (value === null || value === undefined) return;
    if (!isMap(value)) {
      report({ path, consent: null, sentence: "has to be a map" });
      return;
    }
    for (const [name, inner] of Object.entries(value)) check(inner, `${path}.${name}`, report);
  };
}

/** Checks each item of a list. */
export function each(check: Check): Check {
  return (value, path, report) => {
    if (value === null || value === undefined) return;
    if (!Array.isArray(value)) {
      report({ path, consent: null, sentence: "has to be a list" });
      return;
    }
    for (const [at, item] of value.entries()) check(item, `${path}[${at}]`, report);
  };
}
