import type { Report } from "../problem.ts";
import { readDollars } from "./variables.ts";

/** Reports every variable that is not allowed, wherever in the file it stands, and every other use of a dollar sign. */
export function checkVariables(
  value: unknown,
  path: string,
  allowed: ReadonlySet<string>,
  report: Report,
): void {
  if (typeof value === "string") {
    for (const sentence of complaintsOf(value, allowed)) report({ path, consent: null, sentence });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    const at = isList ? `${path}[${key}]` : `${path}${path === "" ? "" : "."}${key}`;
    if (!isList && key.includes("$")) {
      report({ path: at, consent: null, sentence: "has a variable in a name" });
    }
    checkVariables(inner, at, allowed, report);
  }
}

function complaintsOf(text: string, allowed: ReadonlySet<string>): string[] {
  const { names, odd } = readDollars(text);
  return [
    ...names
      .filter((name) => !allowed.has(name))
      .map((name) => `has the variable ${name}, which nothing fills`),
    ...odd.map((form) => `has ${form}, and only \${NAME} and $$ are known`),
  ];
}
