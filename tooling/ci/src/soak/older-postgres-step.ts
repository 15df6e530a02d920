import { crashed, type Step } from "../steps/step.ts";
import { countTests, runVitest } from "../steps/vitest-step.ts";

/** All integration tests on the oldest Postgres that is promised to do, whose programs are in this folder. */
export function olderPostgresStep(folder: string, budgetMs: number): Step {
  return {
    ...{ name: "postgres 15", budgetMs, needs: [] },
    async run(context) {
      const ran = await runVitest("integration", [], context, { HOMEPORT_TEST_POSTGRES: folder });
      return ran.report === null ? crashed(ran.cpuMs) : countTests(ran.report, ran);
    },
  };
}
