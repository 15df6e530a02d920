import { readFileSync } from "node:fs";
import type { z } from "zod";
import { ConfigError } from "./config-error.ts";
import type {
  EnvProblem,
  EnvSource,
  EnvSpec,
  EnvValues,
  EnvVariable,
  EnvVariables,
} from "./spec.ts";
import { type Stage, stageSchema } from "./stage.ts";

export interface ParseEnvOptions {
  /** Reads the file that `NAME_FILE` names. */
  readFile?: (path: string) => string;
}

/**
 * Reads every variable of the spec from a record. A pure function of the record, but for the files
 * that `NAME_FILE` names. Throws ConfigError with every problem, of single values and of combinations.
 */
export function parseEnv<V extends EnvVariables>(
  spec: EnvSpec<V>,
  source: EnvSource,
  options: ParseEnvOptions = {},
): EnvValues<V> {
  const readFile = options.readFile ?? readTextFile;
  const stage = stageOf(source);
  const problems: EnvProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(spec.variables)) {
    const read = readVariable(name, variable, { source, stage, readFile });
    if (read.ok) values[name] = read.value;
    else problems.push(read.problem);
  }
  const parsed = trustParsed<V>(values);
  for (const check of spec.checks) problems.push(...check(parsed));
  if (problems.length > 0) throw new ConfigError(problems);
  return completed<V>(parsed);
}

interface Reading {
  source: EnvSource;
  stage: Stage;
  readFile: (path: string) => string;
}

type Read = { ok: true; value: unknown } | { ok: false; problem: EnvProblem };

function readVariable(name: string, variable: EnvVariable, reading: Reading): Read {
  const raw = readRaw(name, variable, reading);
  if (!raw.ok) return raw;
  const text = raw.text ?? defaultOf(variable, reading.stage);
  const result = variable.schema.safeParse(text);
  if (result.success) return { ok: true, value: result.data };
  const problem = text === undefined ? "is not set" : describeIssue(result.error.issues[0]);
  return { ok: false, problem: { name, problem, remedy: remedyOf(variable) } };
}

function readRaw(
  name: string,
  variable: EnvVariable,
  { source, readFile }: Reading,
): { ok: true; text: string | undefined } | { ok: false; problem: EnvProblem } {
  const text = trimmed(source[name]);
  const path = variable.secret ? trimmed(source[`${name}_FILE`]) : undefined;
  if (path === undefined) return { ok: true, text };
  if (text !== undefined) {
    const problem = `is set, and so is ${name}_FILE`;
    return { ok: false, problem: { name, problem, remedy: "Keep one of the two." } };
  }
  try {
    return { ok: true, text: trimmed(readFile(path).replace(/\r?\n$/, "")) };
  } catch {
    const problem = "names a file that cannot be read";
    const remedy = "Give the path of a file that this process may read.";
    return { ok: false, problem: { name: `${name}_FILE`, problem, remedy } };
  }
}

/** Empty is unset. */
function trimmed(text: string | undefined): string | undefined {
  const bare = text?.trim();
  return bare === "" ? undefined : bare;
}

function stageOf(source: EnvSource): Stage {
  return stageSchema.safeParse(trimmed(source["HOMEPORT_STAGE"]) ?? "dev").data ?? "dev";
}

function defaultOf(variable: EnvVariable, stage: Stage): string | undefined {
  const fallback = variable.default;
  return typeof fallback === "object" ? fallback[stage] : fallback;
}

/** Zod's own sentences never quote the input, so a secret cannot reach the report through them. */
function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  return (issue?.message ?? "is not valid").replace(/\.$/, "");
}

function remedyOf(variable: EnvVariable): string {
  return variable.remedy ?? "Correct it; docs/configuration.md says what it takes.";
}

/** The record was filled by each variable's own schema, so a present name has that schema's type. */
function trustParsed<V extends EnvVariables>(
  values: Record<string, unknown>,
): Partial<EnvValues<V>> {
  return values as Partial<EnvValues<V>>;
}

/** Without problems every variable of the spec is present. */
function completed<V extends EnvVariables>(values: Partial<EnvValues<V>>): EnvValues<V> {
  return values as EnvValues<V>;
}

function readTextFile(path: string): string {
  return readFileSync(path, "utf8");
}
