import type { Problem } from "./problem.ts";

/** The most problems that are kept of one tree; all are counted. */
export const maxProblems = 1_000;

/** Collects problems up to a bound, so that a hostile tree costs no more memory than that. */
export interface ProblemList {
  add(...problems: readonly Problem[]): void;
  /** Sorted by path, place and rule: the same tree gives the same list in whatever order it was looked at. */
  list(): Problem[];
  /** Of all that were added. */
  count(): number;
  /** Whether one of them keeps the tree from being taken over. */
  hasErrors(): boolean;
}

export function createProblemList(): ProblemList {
  const kept: Problem[] = [];
  let count = 0;
  let errors = 0;
  return {
    add(...problems) {
      for (const one of problems) {
        count += 1;
        if (one.weight === "error") errors += 1;
        if (kept.length < maxProblems) kept.push(one);
      }
    },
    list: () => kept.toSorted(compareProblems),
    count: () => count,
    hasErrors: () => errors > 0,
  };
}

function compareProblems(a: Problem, b: Problem): number {
  return (
    compare(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.key ?? "", b.key ?? "") ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
