import { redactText } from "../log/redact.ts";
import type { EnvSource, EnvSpec, EnvVariable } from "./spec.ts";
import { type Stage, stageSchema } from "./stage.ts";

/** One variable as this process took it, for an operator to read. */
export interface ResolvedVariable {
  readonly name: string;
  readonly group: string;
  /** Where its value is from; nothing gave one when it is `unset`. */
  readonly origin: "environment" | "file" | "default" | "unset";
  /** The text that was read, or what stands for it where it is computed. Null for a secret, and where there is none. */
  readonly value: string | null;
  readonly isSecret: boolean;
}

/** What each variable of the spec was taken to be. The record is one that has been parsed without a problem. */
export function resolveEnv(spec: EnvSpec, source: EnvSource): ResolvedVariable[] {
  const stage = stageSchema.safeParse(textOf(source, "HOMEPORT_STAGE") ?? "dev").data ?? "dev";
  return Object.entries(spec.variables).map(([name, variable]) => {
    const isSecret = variable.secret === true;
    const group = variable.group ?? "Other";
    const read = readOne(name, variable, source, stage);
    const value = isSecret || read.value === null ? null : redactText(read.value);
    return { name, group, origin: read.origin, value, isSecret };
  });
}

function readOne(
  name: string,
  variable: EnvVariable,
  source: EnvSource,
  stage: Stage,
): Pick<ResolvedVariable, "origin" | "value"> {
  const text = textOf(source, name);
  if (text !== null) return { origin: "environment", value: text };
  const isFile = variable.secret === true && textOf(source, `${name}_FILE`) !== null;
  if (isFile) return { origin: "file", value: null };
  const { default: fallback, defaultText = null } = variable;
  const own = typeof fallback === "object" ? fallback[stage] : (fallback ?? defaultText);
  return own === null ? { origin: "unset", value: null } : { origin: "default", value: own };
}

/** Empty is unset. */
function textOf(source: EnvSource, name: string): string | null {
  const bare = source[name]?.trim();
  return bare === undefined || bare === "" ? null : bare;
}
