"use client";

import { useQueryClient } from "@tanstack/react-query";
import { HardDrive } from "lucide-react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { formatBytes, formatCount } from "../../design/format.ts";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { kindWords, type StorageStatus } from "./storage-words.ts";

/** What this organization's files take, by kind, and the way to find those that belong to nothing. */
export function StorageBytes({ status }: { status: StorageStatus }) {
  const { kinds, totalBytes, quotaBytes, leaving } = status;
  const quota = quotaBytes === null ? "" : ` of ${formatBytes(quotaBytes)}`;
  return (
    <Panel aria-labelledby="storage-bytes">
      <PanelHead
        id="storage-bytes"
        title="What this organization keeps"
        note={`${formatBytes(totalBytes)}${quota}. ${leavingWords(leaving)}`}
        actions={<SweepButton />}
      />
      {kinds.length === 0 ? (
        <Empty icon={HardDrive} title="Nothing is kept yet">
          Upload a photo, and its original and renditions are counted here.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {kinds.map(({ kind, files, bytes }) => (
            <li key={kind} className="flex items-baseline gap-3 px-4 py-2.5 sm:px-5">
              <span className="min-w-0 flex-1 text-ink">{kindWords(kind)}</span>
              <span className="text-ink-3 text-sm">{formatCount(files, "file")}</span>
              <span className="w-20 text-right text-ink tabular-nums">{formatBytes(bytes)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function leavingWords(leaving: number): string {
  if (leaving === 0) return "Nothing waits to be deleted.";
  return `${formatCount(leaving, "file")} that nothing names wait to be deleted.`;
}

function SweepButton() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sweep = useChange({
    ...trpc.gallery.storage.sweep.mutationOptions(),
    failed: "The storage was not swept",
    done: ({ unnamed, isWhole }) =>
      `${unnamed === 0 ? "No file is without a row" : `${formatCount(unnamed, "file")} will be deleted in a day`}${isWhole ? "." : "; the weekly sweep looks at the rest."}`,
    onDone: () =>
      void queryClient.invalidateQueries({ queryKey: trpc.gallery.storage.status.queryKey() }),
  });
  return (
    <Button size="sm" busy={sweep.isPending} onClick={() => sweep.mutate()}>
      Sweep
    </Button>
  );
}
