import { commandStep } from "../steps/command-step.ts";
import { type Step, type StepResult, sumResults } from "../steps/step.ts";

const benches = ["tunnel", "gate", "fleet", "gallery", "vaults", "catalog"];

/** Every part of `pnpm bench`, each counted as one: red where a goal is missed or an answer is wrong. */
export function benchStep(quick: boolean, budgetMs: number): Step {
  const steps = benches.map((name) =>
    commandStep({
      name: `bench ${name}`,
      command: "node",
      args: ["tooling/bench/src/main.ts", name, ...(quick ? ["--quick"] : [])],
      ...{ budgetMs, needs: [] },
    }),
  );
  return {
    ...{ name: "bench", budgetMs, needs: ["build"] },
    async run(context) {
      const results: StepResult[] = [];
      for (const step of steps) results.push(await step.run(context));
      return sumResults(results);
    },
  };
}
