import { checkoutFolder, listFiles, readFiles, type SourceFile } from "../checkout.ts";
import { readErrorCodes } from "../docs/error-codes.ts";
import { findDrift } from "../docs/generated.ts";
import { indexShowingTests } from "../docs/showing-tests.ts";
import { findBadNames, findBanned } from "./banned-patterns.ts";
import { type Check, commandCheck, ownCheck } from "./check.ts";
import { findBrokenPaths } from "./cited-paths.ts";
import { findUnsafeMigrations } from "./migration-rules.ts";
import { findUnnamedWorkspaces } from "./named-workspaces.ts";
import { findUnshownCodes, findUnshownRows } from "./shown-failures.ts";
import { findOtherTestCommand } from "./test-command.ts";

/** Everything that can be told without running the product, the slowest first. */
export function staticChecks(): Check[] {
  const paths = listFiles();
  const sources = readFiles(paths, /\.(ts|tsx|mts)$/);
  const pages = readFiles(paths, /\.md$/);
  return [
    commandCheck("types", "tsc", ["--build", "tsconfig.json", "apps/web"]),
    commandCheck("unused code (knip)", "knip", ["--no-progress"]),
    commandCheck("promises and switches (oxlint)", "oxlint", ["--type-aware"]),
    commandCheck("directions (turbo boundaries)", "turbo", ["boundaries"]),
    commandCheck("format and syntax (biome)", "biome", [
      "ci",
      "--diagnostic-level=error",
      "--colors=off",
    ]),
    commandCheck(
      "markdown",
      "markdownlint-cli2",
      pages.map(({ path }) => path),
    ),
    ownCheck("generated pages", findDrift),
    ownCheck("banned patterns", () => findBanned(sources)),
    ownCheck("migrations only add", () =>
      findUnsafeMigrations(readFiles(paths, /^packages\/db\/migrations\/.*\.sql$/)),
    ),
    ownCheck("file names", () => findBadNames(paths)),
    ownCheck("failures shown by tests", () => findUnshown(pages, sources)),
    ownCheck("cited paths", () => findBrokenPaths(pages, checkoutFolder)),
    ownCheck("workspaces in the architecture", () =>
      findUnnamedWorkspaces(
        paths,
        pages.find(({ path }) => path === "docs/architecture.md"),
      ),
    ),
    ownCheck("one test command", () =>
      findOtherTestCommand(readFiles(paths, /^(\.ci\/run|README\.md)$/)),
    ),
  ];
}

/** Failures of the page of failures, written or generated, that no test shows. */
async function findUnshown(pages: SourceFile[], sources: SourceFile[]): Promise<string[]> {
  const tests = sources.filter(({ path }) => /\.(test|spec)\.tsx?$/.test(path));
  const page = pages.find(({ path }) => path === "docs/failure-modes.md");
  const codes = await readErrorCodes();
  const showing = indexShowingTests(tests, codes);
  return [
    ...(page === undefined ? ["there is no docs/failure-modes.md"] : findUnshownRows(page, tests)),
    ...findUnshownCodes(codes, showing),
  ];
}
