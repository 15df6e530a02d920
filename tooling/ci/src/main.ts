import { browserStep } from "./steps/browser-step.ts";
import { buildStep } from "./steps/build-step.ts";
import { cleanTreeStep, readTree } from "./steps/clean-tree-step.ts";
import { exitCodeOf, runSteps } from "./steps/run-steps.ts";
import { staticStep } from "./steps/static-step.ts";
import { vitestStep } from "./steps/vitest-step.ts";

const minuteMs = 60_000;

const totals = await runSteps(
  [
    staticStep(minuteMs),
    vitestStep("unit", 4 * minuteMs),
    vitestStep("integration", 9 * minuteMs),
    buildStep(3 * minuteMs),
    browserStep(8 * minuteMs),
    vitestStep("fleet", 9 * minuteMs, ["build"]),
    cleanTreeStep(readTree()),
  ],
  { write: (text) => void process.stdout.write(text), nowMs: () => performance.now() },
);
process.exitCode = exitCodeOf(totals);
