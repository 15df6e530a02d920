"use client";

import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { Ago, Lasting } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { formatSpan } from "../design/format.ts";
import { StatusDot } from "../design/status-dot.tsx";
import { useMay } from "../shell/viewer.tsx";
import { OperationLog } from "./operation-log.tsx";
import { describeOperation, isPending, type Operation, whoAsked } from "./operation-words.ts";

/** One operation: what it came to, who asked for it, when, how long it took, and what it printed. */
export function OperationRow({ operation }: { operation: Operation }) {
  const mayOperate = useMay("app.operate");
  const [open, setOpen] = useState(false);
  const logId = useId();
  const { light, label } = describeOperation(operation);
  const hasLog = mayOperate && (operation.hasLog || isPending(operation));
  return (
    <li>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 px-4 py-3 sm:px-5">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2">
            <StatusDot light={light} still={light === "ok"} />
            <span className="font-medium text-ink">{label}</span>
          </p>
          <p className="pl-4 text-ink-3 text-sm">
            {whoAsked(operation)}
            {operation.deleteData && ", with its data"} · <Ago at={operation.requestedAt} /> ·{" "}
            <HowLong of={operation} />
          </p>
          {operation.error !== null && <Refused error={operation.error} />}
        </div>
        {hasLog && (
          <Button
            size="sm"
            look="ghost"
            aria-expanded={open}
            aria-controls={open ? logId : undefined}
            onClick={() => setOpen(!open)}
          >
            Log <span className="sr-only">of {label}</span>
            <ChevronDown
              aria-hidden="true"
              className={cn("transition-transform", open && "rotate-180")}
            />
          </Button>
        )}
      </div>
      {open && hasLog && (
        <OperationLog id={logId} operationId={operation.operationId} label={`Log of: ${label}`} />
      )}
    </li>
  );
}

function HowLong({ of: operation }: { of: Operation }) {
  const { requestedAt, finishedAt } = operation;
  if (finishedAt === null) {
    return (
      <>
        for <Lasting since={requestedAt} />
      </>
    );
  }
  const tookMs = finishedAt.getTime() - requestedAt.getTime();
  return <>{tookMs < 1_000 ? "under a second" : `took ${formatSpan(tookMs)}`}</>;
}

function Refused({ error }: { error: NonNullable<Operation["error"]> }) {
  return (
    <div className="mt-1 pl-4 text-sm">
      <p className="text-ink-2">{error.sentence}</p>
      <p className="wrap-anywhere font-mono text-ink-3 text-xs">
        {error.code}
        {error.detail !== null && <> · {error.detail}</>}
      </p>
    </div>
  );
}
