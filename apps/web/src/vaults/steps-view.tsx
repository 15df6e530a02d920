import type { Json } from "@homeport/vaults/core";
import type { JsonStep } from "./json-change.ts";

const signs = { add: "+", remove: "−", replace: "±" } as const;
const verbs = { add: "added", remove: "removed", replace: "changed" } as const;

/** A change, place by place: what was there, and what will be. */
export function StepsView({ steps }: { steps: readonly JsonStep[] }) {
  return (
    <ul
      aria-label="What changes"
      className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line bg-sunken"
    >
      {steps.map((step) => (
        <li key={`${step.op} ${step.path}`} className="px-3 py-2 font-mono text-xs">
          <p className="wrap-anywhere text-ink-2">
            <span aria-hidden="true">{signs[step.op]} </span>
            {step.path === "" ? "the whole document" : step.path}{" "}
            <span className="sr-only">{verbs[step.op]}</span>
          </p>
          {step.before !== undefined && (
            <del className="wrap-anywhere block text-bad no-underline">{print(step.before)}</del>
          )}
          {step.after !== undefined && (
            <ins className="wrap-anywhere block text-ok no-underline">{print(step.after)}</ins>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The most letters of a value that a list of changes shows. */
const maxLetters = 2_000;

function print(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > maxLetters ? `${text.slice(0, maxLetters)}…` : text;
}
