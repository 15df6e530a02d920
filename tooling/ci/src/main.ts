import { browserStep } from "./steps/browser-step.ts";
import { buildStep } from "./steps/build-step.ts";
import { cleanTreeStep, readTree } from "./steps/clean-tree-step.ts";
import { exitCodeOf, runSteps } from "./steps/run-steps.ts";
import { staticStep } from "./steps/static-step.ts";
import { vitestStep } from "./steps/vitest-step.ts";

const secondMs = 1_000;

const totals = await runSteps(
  [
    // 25 minutes in all, with the last step's ten seconds, in the proportion of what each takes on two cores; the build has more,
    // since it takes this long where nothing is cached. Three times its share ends a step.
    staticStep(75 * secondMs),
    vitestStep("unit", 103 * secondMs),
    vitestStep("integration", 414 * secondMs),
    buildStep(90 * secondMs),
    browserStep(453 * secondMs),
    vitestStep("fleet", 355 * secondMs, ["build"]),
    cleanTreeStep(readTree()),
  ],
  { write: (text) => void process.stdout.write(text), nowMs: () => performance.now() },
);
process.exitCode = exitCodeOf(totals);
