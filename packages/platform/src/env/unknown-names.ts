import { namesOfPrograms } from "./names-of-programs.ts";
import type { EnvSource, EnvSpec } from "./spec.ts";

/** What programs have in their environment that check or start Homeport, or that an agent starts; none of ours reads them at its start. */
const namesBesides = [
  "HOMEPORT_APP_ID",
  "HOMEPORT_APP_NAME",
  "HOMEPORT_APP_PORT",
  "HOMEPORT_RUN_FILE",
  "HOMEPORT_TEST_COVERAGE",
  "HOMEPORT_TEST_POSTGRES",
];

/**
 * Sentences about `HOMEPORT_*` names that nothing reads, each with the nearest name that exists. One environment is often
 * shared by web, worker, relay and the command, so what any of them reads is no mistake.
 */
export function unknownNames(spec: EnvSpec, source: EnvSource): string[] {
  const known = Object.entries(spec.variables).flatMap(([name, variable]) =>
    variable.secret ? [name, `${name}_FILE`] : [name],
  );
  const accepted = new Set([...known, ...namesOfPrograms, ...namesBesides]);
  return Object.keys(source)
    .filter((name) => name.startsWith("HOMEPORT_") && !accepted.has(name))
    .sort()
    .map(
      (name) =>
        `${name} is not known. Did you mean ${nearest(name, [...known, ...namesOfPrograms])}?`,
    );
}

/** Of equally near names the first one, so that those of the program itself come before others'. */
function nearest(name: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate ?? "HOMEPORT_STAGE";
}

/** Levenshtein's distance by the two-row method. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
