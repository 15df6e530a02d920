import { Circle, CircleCheck, CircleMinus, CircleX, LoaderCircle } from "lucide-react";
import { cn } from "../design/class-names.ts";
import { Prose } from "../design/prose.tsx";
import { describeStep, formatMs, type StepName, stepNames, stepTitles } from "./check-words.ts";
import type { CheckStep } from "./host-types.ts";
import type { Check } from "./use-check.ts";

/** How far one step is, as it can be seen from here. */
type Mark = CheckStep["result"] | "running" | "waiting";

const marks = {
  ok: { icon: CircleCheck, look: "text-ok", says: "Works" },
  failed: { icon: CircleX, look: "text-bad", says: "Failed" },
  skipped: { icon: CircleMinus, look: "text-ink-3", says: "Not tried" },
  running: { icon: LoaderCircle, look: "animate-spin text-accent", says: "Under way" },
  waiting: { icon: Circle, look: "text-line-strong", says: "Not yet" },
} as const satisfies Record<Mark, object>;

/** All steps from the first moment; each changes when the relay has told how it ended, and not before. */
export function CheckSteps({ check }: { check: Check }) {
  const told = new Map(check.steps.map((step) => [step.step, step]));
  return (
    <ol className="divide-y divide-line">
      {stepNames.map((name, index) => (
        <Row
          key={name}
          name={name}
          step={told.get(name)}
          running={check.phase === "running" && index === check.steps.length}
        />
      ))}
    </ol>
  );
}

function Row({
  name,
  step,
  running,
}: {
  name: StepName;
  step: CheckStep | undefined;
  running: boolean;
}) {
  const { icon: Icon, look, says } = marks[step?.result ?? (running ? "running" : "waiting")];
  const found = step === undefined ? null : describeStep(step);
  return (
    <li
      aria-current={running ? "step" : undefined}
      className="flex gap-3 px-4 py-2.5 text-sm sm:px-5"
    >
      <Icon className={cn("mt-0.5 size-4 shrink-0", look)} aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className={says === "Works" || says === "Failed" || running ? "text-ink" : "text-ink-3"}>
          {stepTitles[name]}
          <span className="sr-only">: {says}</span>
        </p>
        {found !== null && <p className="wrap-anywhere text-ink-3">{found}</p>}
        {step?.result === "failed" && <Failure step={step} />}
      </div>
      {step !== undefined && step.result !== "skipped" && (
        <span className="shrink-0 text-ink-3 tabular-nums">{formatMs(step.ms)}</span>
      )}
    </li>
  );
}

function Failure({ step }: { step: CheckStep }) {
  return (
    <div className="mt-1 grid gap-1">
      {step.sentence !== null && (
        <p className="text-bad">
          <Prose text={step.sentence} />
        </p>
      )}
      {step.remedy !== null && (
        <p className="text-ink-2">
          <Prose text={step.remedy} />
        </p>
      )}
      <p className="font-mono text-ink-3 text-xs">
        {[step.code, step.reason].filter((part) => part !== null).join(" · ")}
      </p>
    </div>
  );
}
