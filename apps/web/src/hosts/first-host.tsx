import { Anchor } from "lucide-react";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { Panel } from "../design/panel.tsx";
import { paths } from "../paths.ts";

const steps = [
  {
    title: "Make a code",
    text: "Add host gives you a code that works once, for fifteen minutes.",
  },
  {
    title: "Run one command",
    text: "The machine makes its own key; the private half never leaves it.",
  },
  {
    title: "Watch it come online",
    text: "It dials out by itself, so no port has to be opened anywhere.",
  },
] as const;

/** What the list shows before there is a host: the three steps to the first one. */
export function FirstHost({ mayEnroll }: { mayEnroll: boolean }) {
  return (
    <Panel className="px-5 py-10 sm:px-10 sm:py-12">
      <span className="mb-4 grid size-11 place-items-center rounded-lg border border-line bg-sunken text-accent">
        <Anchor className="size-5" aria-hidden="true" />
      </span>
      <h2 className="font-semibold text-ink text-lg tracking-[-0.01em]">No hosts yet</h2>
      <p className="mt-1 max-w-[56ch] text-ink-2">
        A host is any machine of yours: a server, a laptop, a board in the attic. Three steps bring
        the first one in.
      </p>
      <ol className="mt-7 grid gap-6 sm:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title} className="border-line border-t pt-3">
            <p className="font-mono text-ink-3 text-xs">{index + 1}</p>
            <p className="mt-1 font-medium text-ink">{step.title}</p>
            <p className="mt-0.5 text-ink-2 text-sm">{step.text}</p>
          </li>
        ))}
      </ol>
      {mayEnroll ? (
        <Button look="primary" size="lg" className="mt-8" asChild>
          <Link href={paths.addHost()}>Add the first host</Link>
        </Button>
      ) : (
        <p className="mt-8 text-ink-3 text-sm">
          Your role does not add hosts; ask an owner or admin.
        </p>
      )}
    </Panel>
  );
}
