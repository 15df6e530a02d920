"use client";

import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { useMay } from "../shell/viewer.tsx";
import { readLogLine } from "./log-lines.ts";

const mostLines = 200;

/** The newest lines of the host's own agent, asked for when somebody wants to see them. */
export function HostLog({ hostId }: { hostId: string }) {
  const trpc = useTRPC();
  const log = useMutation(trpc.hosts.tailLog.mutationOptions());
  const ask = () => log.mutate({ hostId, lines: mostLines });
  if (!useMay("host.manage")) {
    return null;
  }
  return (
    <Panel aria-labelledby="host-log">
      <PanelHead
        id="host-log"
        title="Agent log"
        note="Read from the machine when you ask for it. No token or key is ever written to it."
        actions={
          <Button size="sm" busy={log.isPending} onClick={ask}>
            {!log.isPending && <RotateCw aria-hidden="true" />}
            {log.data === undefined ? "Show newest lines" : "Read again"}
          </Button>
        }
      />
      <div aria-live="polite">
        {log.isError && (
          <ErrorCard
            className="m-4"
            title="The log could not be read"
            error={log.error}
            retrying={log.isPending}
            onRetry={ask}
          />
        )}
        {log.data !== undefined &&
          (log.data.refusal === null ? (
            <Lines lines={log.data.lines} />
          ) : (
            <Notice tone="warn" className="m-4" title="The log could not be read">
              <p>{log.data.refusal.sentence}</p>
              <p className="mt-1 font-mono text-ink-3 text-xs">{log.data.refusal.code}</p>
            </Notice>
          ))}
      </div>
    </Panel>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) {
    return <p className="px-4 py-4 text-ink-3 text-sm sm:px-5">Nothing has been logged yet.</p>;
  }
  return (
    <ScrollBox label="Newest lines, the last one at the top" className="max-h-96">
      <ol className="divide-y divide-line font-mono text-xs">
        {lines.toReversed().map((line, index) => (
          // Lines have no name of their own, and never move: a new reading replaces them all.
          <Line key={index} line={line} />
        ))}
      </ol>
    </ScrollBox>
  );
}

function Line({ line }: { line: string }) {
  const { at, level, text } = readLogLine(line);
  const isBad = level === "error" || level === "fatal";
  return (
    <li className="wrap-anywhere grid gap-x-3 px-4 py-1.5 sm:grid-cols-[10.5rem_3rem_1fr] sm:px-5">
      <span className="text-ink-3">{at === null ? "" : at.slice(0, 19).replace("T", " ")}</span>
      <span className={cn("text-ink-3", level === "warn" && "text-warn", isBad && "text-bad")}>
        {level}
      </span>
      <span className="text-ink-2">{text}</span>
    </li>
  );
}
