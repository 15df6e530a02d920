import { cleanTreeStep, readTree } from "../steps/clean-tree-step.ts";
import { exitCodeOf, runSteps } from "../steps/run-steps.ts";
import { readSoakFacts } from "./read-soak-facts.ts";
import { readSoakOptions, soakUsage, UsageError } from "./soak-options.ts";
import { planSoak } from "./soak-plan.ts";

process.exitCode = await soak(process.argv.slice(2));

async function soak(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(soakUsage);
    return 0;
  }
  try {
    const steps = [...planSoak(readSoakOptions(args), readSoakFacts()), cleanTreeStep(readTree())];
    const write = (text: string) => void process.stdout.write(text);
    return exitCodeOf(await runSteps(steps, { write, nowMs: () => performance.now() }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${soakUsage}`);
    return 2;
  }
}
