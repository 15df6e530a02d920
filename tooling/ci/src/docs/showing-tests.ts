import type { SourceFile } from "../checkout.ts";

/** The tests that may show what the product answers: those of its own parts, in browsers and in fleets. */
export const productTests = /^(apps|packages|tooling\/(e2e|fleet))\/.*\.(test|spec)\.tsx?$/;

/** These hold the pages of the API against the tables of codes, so they name every code and produce none. */
const onlyLists = /\/openapi\/|\/describe-keys\.test\.ts$/;
const onStores = /\.(integration|race|fleet)\.test\.ts$/;
const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const word = /\b[A-Z][A-Z0-9_]*\b/g;
/** What all other parts throw, too: their tests show its codes. */
const sharedPart = "packages/platform";

/** A code of one table: the same code may stand in several. */
export type CodeOfPart = { readonly code: string; readonly part: string };

/** The path of a test that names a code of a part outside of its comments; null when there is none. */
export type ShowingTests = (asked: CodeOfPart) => string | null;

/**
 * Finds for each code the test to read first: one of the part that owns the code, else of another; one on real stores, else any; of
 * those the one with the shortest path. A code that several parts have is shown by a part's own tests alone.
 */
export function indexShowingTests(
  tests: readonly SourceFile[],
  codes: readonly CodeOfPart[],
): ShowingTests {
  const paths = new Map<string, Set<string>>();
  for (const { path, text } of tests) {
    if (!productTests.test(path) || onlyLists.test(path)) continue;
    for (const [named] of text.replaceAll(comment, "").matchAll(word)) {
      const known = paths.get(named);
      if (known === undefined) paths.set(named, new Set([path]));
      else known.add(path);
    }
  }
  const owners = Map.groupBy(codes, ({ code }) => code);
  return ({ code, part }) => {
    const isOwn = (path: string) => path.startsWith(`${part}/`);
    const isShared = (owners.get(code)?.length ?? 0) > 1 && part !== sharedPart;
    const rank = (path: string) => Number(!isOwn(path)) * 2 + Number(!onStores.test(path));
    const named = [...(paths.get(code) ?? [])].filter((path) => !isShared || isOwn(path));
    const [first] = named.sort(
      (left, right) =>
        rank(left) - rank(right) || left.length - right.length || left.localeCompare(right),
    );
    return first ?? null;
  };
}
