import type { BenchCase } from "./bench-case.ts";

/**
 * Cases and contenders whose names begin with one of those asked for. A name that fits a case means that
 * case; any other means contenders, in the cases asked for or in all of them.
 */
export function selectCases(cases: readonly BenchCase[], only: readonly string[]): BenchCase[] {
  const fits = (wanted: readonly string[], name: string) =>
    wanted.some((beginning) => name.startsWith(beginning));
  const namesCase = (wanted: string) => cases.some(({ name }) => name.startsWith(wanted));
  const caseNames = only.filter(namesCase);
  const contenderNames = only.filter((wanted) => !namesCase(wanted));
  return cases
    .filter(({ name }) => caseNames.length === 0 || fits(caseNames, name))
    .map((one) => ({
      ...one,
      entrants: one.entrants.filter(
        ({ contender }) => contenderNames.length === 0 || fits(contenderNames, contender),
      ),
    }))
    .filter(({ entrants }) => entrants.length > 0);
}
