import { ArrowRight, Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Panel } from "../design/panel.tsx";
import { paths } from "../paths.ts";

/** What to do next while there is no host, or no app, yet. */
export function FirstSteps({ hosts, apps }: { hosts: number; apps: number }) {
  const current = hosts === 0 ? 0 : apps === 0 ? 1 : 2;
  return (
    <Panel aria-label="First steps">
      <ol className="divide-y divide-line">
        <Step
          number={1}
          state={stateOf(0, current)}
          title="Bring in a host"
          action={<StepLink href={paths.addHost()}>Add host</StepLink>}
        >
          Any machine of yours. It dials out, so no port has to be opened.
        </Step>
        <Step
          number={2}
          state={stateOf(1, current)}
          title="Give something on it an address"
          action={<StepLink href={paths.apps({})}>Add app</StepLink>}
        >
          A port on which something listens is enough. It starts closed: only you may open it.
        </Step>
        <Step number={3} state={stateOf(2, current)} title="Open it, and choose who else may">
          Rules decide by path: public, signed in, members or owner.
        </Step>
      </ol>
    </Panel>
  );
}

type StepState = "done" | "now" | "later";

function stateOf(step: number, current: number): StepState {
  return step < current ? "done" : step === current ? "now" : "later";
}

interface StepProps {
  number: number;
  state: StepState;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

function Step({ number, state, title, children, action }: StepProps) {
  return (
    <li
      aria-current={state === "now" ? "step" : undefined}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-5 sm:px-6"
    >
      <span
        className={cn(
          "grid size-8 shrink-0 place-items-center rounded-full border font-mono text-sm",
          state === "done" && "border-transparent bg-ok-soft text-ok",
          state === "now" && "border-accent bg-accent text-on-accent",
          state === "later" && "border-line-strong text-ink-3",
        )}
      >
        {state === "done" ? <Check className="size-4" aria-label="Done" /> : number}
      </span>
      <div className="min-w-0 flex-1 basis-48">
        <p className={cn("font-medium text-base text-ink", state === "later" && "text-ink-2")}>
          {title}
        </p>
        <p className="text-ink-3 text-sm">{children}</p>
      </div>
      {state === "now" && action}
    </li>
  );
}

function StepLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button look="primary" asChild>
      <Link href={href}>
        {children} <ArrowRight aria-hidden="true" />
      </Link>
    </Button>
  );
}
