"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../data/trpc.ts";
import { Button } from "../../design/button.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { type Light, StatusDot } from "../../design/status-dot.tsx";
import { type StepReport, stepWords } from "./storage-words.ts";

/** Tries each thing that photos need of the storage, and says of each how long it took or what is wrong. */
export function StorageCheck() {
  const trpc = useTRPC();
  const check = useMutation(trpc.gallery.storage.check.mutationOptions());
  const { data, isPending } = check;
  return (
    <Panel aria-labelledby="storage-check">
      {/* Before the head, which is then the last thing of a panel that has nothing to show, and draws no line below. */}
      <p role="status" className="sr-only">
        {isPending && "The storage is being checked."}
        {data !== undefined && (data.isWell ? "The storage is well." : "The storage is not well.")}
      </p>
      <PanelHead
        id="storage-check"
        title="Check"
        note="Writes a small object, reads it back in every way, and deletes it."
        actions={
          <Button size="sm" busy={isPending} onClick={() => check.mutate()}>
            Check now
          </Button>
        }
      />
      {check.isError ? (
        <div className="p-4 sm:p-5">
          <ErrorCard
            title="The check could not be made"
            error={check.error}
            retrying={isPending}
            onRetry={() => check.mutate()}
          />
        </div>
      ) : (
        data !== undefined && (
          <ol className="divide-y divide-line">
            {data.steps.map((report) => (
              <StepRow key={report.step} report={report} />
            ))}
          </ol>
        )
      )}
    </Panel>
  );
}

const lights: Record<StepReport["state"], Light> = { done: "ok", failed: "bad", skipped: "idle" };

function StepRow({ report }: { report: StepReport }) {
  const { step, state, tookMs, trouble, sentence } = report;
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 sm:px-5">
      <StatusDot light={lights[state]} still className="mt-2" />
      <div className="min-w-0 flex-1">
        <p className="text-ink">{stepWords(step)}</p>
        {sentence !== null && (
          <p role="alert" className="text-bad text-sm">
            {sentence} ({trouble})
          </p>
        )}
      </div>
      <span className="text-ink-3 text-sm tabular-nums">
        {state === "skipped" ? "not tried" : `${tookMs} ms`}
      </span>
    </li>
  );
}
