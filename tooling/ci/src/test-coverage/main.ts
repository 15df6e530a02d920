import { coverageUsage, readCoverageOptions } from "./coverage-options.ts";
import type { Verdict } from "./judge.ts";
import { runCoverage } from "./run-coverage.ts";

const write = (text: string) => void process.stdout.write(text);

process.exitCode = await cover(process.argv.slice(2));

async function cover(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    write(coverageUsage);
    return 0;
  }
  const verdicts = await runCoverage(readCoverageOptions(args), write);
  write("\n");
  for (const verdict of verdicts) write(describe(verdict));
  const failed = verdicts.filter(({ isMet }) => !isMet).length;
  write(`\n${verdicts.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function describe({ demand, isMet, found, places }: Verdict): string {
  const where = isMet ? [] : places.map((place) => `  not run: ${place}\n`);
  return `${isMet ? "met" : "NOT MET"}  ${demand}: ${found}\n${where.join("")}`;
}
