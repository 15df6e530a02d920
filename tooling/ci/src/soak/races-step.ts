import {
  crashed,
  type Step,
  type StepContext,
  type StepResult,
  sumResults,
} from "../steps/step.ts";
import { countTests, type Ran, runVitest } from "../steps/vitest-step.ts";

type RunRaces = (context: StepContext) => Promise<Ran>;

const runRaces: RunRaces = (context) => runVitest("integration", [".race.test.ts"], context);

/**
 * Every race test so many times, each time in processes and databases of its own. A race that is lost once is a bug: nothing
 * is run again, and the round is named.
 */
export function racesStep(times: number, budgetMs: number, run: RunRaces = runRaces): Step {
  return {
    ...{ name: "races", budgetMs, needs: [] },
    async run(context) {
      const rounds: StepResult[] = [];
      for (let round = 1; round <= times; round += 1) {
        const ran = await run({ ...context, write: () => undefined });
        const result = ran.report === null ? crashed(ran.cpuMs) : countTests(ran.report, ran);
        rounds.push(result);
        for (const lost of lostIn(ran)) context.write(`  round ${round}: ${lost}\n`);
        context.write(
          `  round ${round} of ${times}: ${result.passed} passed, ${result.failed} failed\n`,
        );
      }
      return sumResults(rounds);
    },
  };
}

/** What was red, by file and test, with the first line of why. */
function lostIn({ report }: Ran): string[] {
  if (report === null) return ["vitest wrote no report"];
  return report.testResults.flatMap((file) => {
    const red = file.assertionResults.filter(({ status }) => status === "failed");
    if (red.length === 0) return file.status === "failed" ? [`${file.name} did not run`] : [];
    return red.map(({ fullName, failureMessages: [why = ""] = [] }) => {
      return `${file.name}: ${fullName}: ${why.split("\n")[0]}`;
    });
  });
}
