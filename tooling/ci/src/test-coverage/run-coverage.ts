import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { checkoutFolder } from "../checkout.ts";
import { runCommand } from "../run-command.ts";
import { readChangedLines } from "./changed-lines.ts";
import { readChildCoverage } from "./child-coverage.ts";
import type { CoverageOptions } from "./coverage-options.ts";
import { foundations, judgeCoverage, shareOfLines, type Verdict } from "./judge.ts";
import { type FileCoverage, readFileCoverage, reportSchema } from "./report.ts";

const folder = join(checkoutFolder, "reports", "coverage");
const childFolder = join(folder, "children");
const figureFile = join(checkoutFolder, "tooling", "ci", "coverage.json");
const figureSchema = z.object({ lines: z.number() });

/** All sources but those that tests are made of. */
const included = "{apps,packages,tooling}/*/src/**/*.ts";
const excluded = ["**/*.test.ts", "**/testing/**", "**/*.d.ts"];
const killAfterMs = 2 * 60 * 60_000;

/** Runs the tests, counting what they and the processes that they start run of the sources; answers what was found. */
export async function runCoverage(
  options: CoverageOptions,
  write: (text: string) => void,
): Promise<Verdict[]> {
  const tested = await runTests(options.only, write);
  const files = readFiles();
  const since = options.since ?? usualBase();
  const diff = git("diff", "--unified=0", since, "--", "apps", "packages", "tooling");
  if (options.write && options.only === null) writeFigure(files);
  return [
    tested,
    ...judgeCoverage({
      ...{ files, changed: readChangedLines(diff) },
      ...{ committed: readFigure(), isWhole: options.only === null },
      packages: options.only ?? foundations,
    }),
  ];
}

async function runTests(
  only: CoverageOptions["only"],
  write: (text: string) => void,
): Promise<Verdict> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(childFolder, { recursive: true });
  const sources = only === null ? [included] : only.map((name) => `packages/${name}/src/**/*.ts`);
  const { code } = await runCommand(
    "vitest",
    [
      ...["run", "--project", "unit", "--project", "integration*", "--reporter=dot"],
      ...["--coverage.enabled", "--coverage.provider=v8", "--coverage.reporter=json"],
      ...["--coverage.reportOnFailure", `--coverage.reportsDirectory=${folder}/tests`],
      ...sources.map((pattern) => `--coverage.include=${pattern}`),
      ...excluded.map((pattern) => `--coverage.exclude=${pattern}`),
      ...(only ?? []).map((name) => `packages/${name}/`),
    ],
    {
      env: { NO_COLOR: "1", HOMEPORT_TEST_COVERAGE: childFolder },
      ...{ killAfterMs, onOutput: write },
    },
  );
  const found = code === 0 ? "they did" : `vitest exited with ${code}`;
  return { demand: "all tests pass", isMet: code === 0, found, places: [] };
}

function readFiles(): FileCoverage[] {
  const text = readFileSync(join(folder, "tests", "coverage-final.json"), "utf8");
  const report = reportSchema.parse(JSON.parse(text));
  const countElsewhere = readChildCoverage(childFolder, checkoutFolder);
  return Object.values(report).map((file) =>
    readFileCoverage(file, relative(checkoutFolder, file.path), countElsewhere),
  );
}

/** What this checkout is about to change of main; on main itself what the last commit changed. */
function usualBase(): string {
  const branch = git("rev-parse", "--abbrev-ref", "HEAD").trim();
  if (branch === "main") return "HEAD^";
  return git("merge-base", "main", "HEAD").trim();
}

function git(...args: string[]): string {
  const maxBuffer = 64 * 2 ** 20;
  return execFileSync("git", args, { cwd: checkoutFolder, encoding: "utf8", maxBuffer });
}

function readFigure(): number | null {
  if (!existsSync(figureFile)) return null;
  return figureSchema.parse(JSON.parse(readFileSync(figureFile, "utf8"))).lines;
}

/** Rounded down, so that the figure is never above what was found. */
function writeFigure(files: readonly FileCoverage[]): void {
  const lines = Math.floor(shareOfLines(files) * 1_000) / 1_000;
  writeFileSync(figureFile, `${JSON.stringify({ lines }, null, 2)}\n`);
}
