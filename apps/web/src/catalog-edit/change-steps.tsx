"use client";

import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { cn } from "../design/class-names.ts";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { shortCommit } from "../operator/catalog-state-words.ts";
import { paths } from "../paths.ts";
import type { Operation } from "./edit-types.ts";
import { endWords, isOpen, stateWords, steps, stepsReached } from "./operation-words.ts";

const stepWords = {
  queued: "Saved",
  committed: "Committed",
  pushed: "Pushed",
  live: "Live",
} as const satisfies Record<(typeof steps)[number], string>;

/** How far a change has come. */
export function ChangeSteps({ operation }: { operation: Operation }) {
  const { state, commitId, generation, createdAt, nextTryAt, errorCode, slug } = operation;
  const reached = stepsReached(state);
  return (
    <Panel aria-labelledby="change-steps">
      <PanelHead id="change-steps" title="Its way" />
      <ol className="flex flex-wrap gap-x-2 gap-y-1 px-4 py-4 sm:px-5">
        {steps.map((step, at) => (
          <li
            key={step}
            aria-current={step === state ? "step" : undefined}
            className={cn(
              "flex items-center gap-2 text-ink-3 text-sm",
              at < reached && "font-medium text-ink",
            )}
          >
            {at > 0 && <span aria-hidden="true">→</span>}
            {stepWords[step]}
          </li>
        ))}
      </ol>
      <Facts>
        <Fact name="State">
          <span role="status">{stateWords[state]}</span>
          {isOpen(state) && errorCode !== null && `. ${endWords(errorCode)}`}
          {isOpen(state) && nextTryAt !== null && " It is tried again by itself."}
        </Fact>
        <Fact name="Asked for">
          <Ago at={createdAt} />
        </Fact>
        {commitId !== null && (
          <Fact name="Commit">
            <code>{shortCommit(commitId)}</code>
          </Fact>
        )}
        {generation !== null && <Fact name="Generation">{generation}</Fact>}
        {state === "live" && operation.action !== "sweep" && (
          <Fact name="As everybody sees it">
            <Link
              href={paths.catalogEntry(slug)}
              className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
            >
              {slug}
            </Link>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
