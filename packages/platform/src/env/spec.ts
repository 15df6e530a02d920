import type { z } from "zod";
import type { Stage } from "./stage.ts";

/** One environment variable: how it is read, and how the documentation describes it. */
export interface EnvVariable {
  /** Takes the trimmed text, or undefined when unset and without default. Its messages complete "NAME: ...". */
  schema: z.ZodType;
  /** One sentence for the documentation; ends with a full stop. */
  describe: string;
  /** Read as if it had been set; by stage where the stages differ. */
  default?: string | Record<Stage, string>;
  /** What the documentation says instead, where the default is computed. */
  defaultText?: string;
  /** "What to do" after "what is wrong"; ends with a full stop. */
  remedy?: string;
  /** Never printed, and may come as `NAME_FILE`. */
  secret?: true;
  /** The heading under which the documentation lists it. */
  group?: string;
}

export type EnvVariables = Record<string, EnvVariable>;

export type EnvValues<V extends EnvVariables> = { [Name in keyof V]: z.output<V[Name]["schema"]> };

/** One line of the report: `NAME: what is wrong. What to do.` */
export interface EnvProblem {
  name: string;
  /** Without its final full stop. */
  problem: string;
  remedy: string;
}

/** Judges a combination. Values that did not parse are absent, so that every problem is found at once. */
export type EnvCheck<V extends EnvVariables> = (
  values: Partial<EnvValues<V>>,
) => Iterable<EnvProblem>;

export interface EnvSpec<V extends EnvVariables = EnvVariables> {
  variables: V;
  checks: readonly EnvCheck<V>[];
}

/** What the environment is, as the process or a test hands it over. */
export type EnvSource = Readonly<Record<string, string | undefined>>;

export function defineEnv<const V extends EnvVariables>(
  variables: V,
  checks: readonly EnvCheck<V>[] = [],
): EnvSpec<V> {
  return { variables, checks };
}
