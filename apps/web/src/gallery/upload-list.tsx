"use client";

import { Check, Pause, Play, RotateCw, X } from "lucide-react";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { formatBytes, formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { SentState } from "./sent-state.tsx";
import type { UploadItem, Uploads } from "./use-uploads.ts";

/** Files on their way, each with its picture at once, and what became of them. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const { items, isBusy } = uploads;
  if (items.length === 0) {
    return null;
  }
  const sent = items.filter(({ state }) => state.kind === "sent").length;
  return (
    <Panel aria-label="Uploads">
      <PanelHead
        title={isBusy ? "Uploading" : "Uploads"}
        note={`${sent} of ${formatCount(items.length, "file")} arrived`}
        actions={
          !isBusy && (
            <Button size="sm" onClick={uploads.clear}>
              Clear
            </Button>
          )
        }
      />
      <ul className="max-h-80 divide-y divide-line overflow-y-auto">
        {items.map((item) => (
          <UploadRow key={item.id} item={item} uploads={uploads} />
        ))}
      </ul>
    </Panel>
  );
}

function UploadRow({ item, uploads }: { item: UploadItem; uploads: Uploads }) {
  const { file, state } = item;
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
      {/* A picture out of the file itself, before any byte of it is sent. */}
      <img
        src={item.preview}
        alt=""
        className="size-10 shrink-0 rounded-sm border border-line object-cover"
      />
      <div className="min-w-0 flex-1">
        <p className="truncate text-ink text-sm">{file.name}</p>
        <Progress item={item} />
      </div>
      {state.kind === "sent" && <Check className="size-4 text-ok" aria-hidden="true" />}
      {state.kind === "refused" && (
        <Button
          look="ghost"
          size="icon-sm"
          aria-label={`Try ${file.name} again`}
          onClick={() => uploads.retry(item.id)}
        >
          <RotateCw aria-hidden="true" />
        </Button>
      )}
      {state.kind === "paused" && (
        <Button
          look="ghost"
          size="icon-sm"
          aria-label={`Resume ${file.name}`}
          onClick={() => uploads.retry(item.id)}
        >
          <Play aria-hidden="true" />
        </Button>
      )}
      {(state.kind === "waiting" || state.kind === "sending") && (
        <Button
          look="ghost"
          size="icon-sm"
          aria-label={`Pause ${file.name}`}
          onClick={() => uploads.pause(item.id)}
        >
          <Pause aria-hidden="true" />
        </Button>
      )}
      {state.kind !== "sent" && state.kind !== "converting" && (
        <Button
          look="ghost"
          size="icon-sm"
          aria-label={`Cancel ${file.name}`}
          onClick={() => uploads.remove(item.id)}
        >
          <X aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}

function Progress({ item: { file, state } }: { item: UploadItem }) {
  switch (state.kind) {
    case "waiting":
      return <p className="text-ink-3 text-xs">Waiting · {formatBytes(file.size)}</p>;
    case "paused":
      return <p className="text-ink-3 text-xs">Paused · {formatBytes(file.size)}</p>;
    case "sending":
      return (
        <>
          <progress
            className="mt-1 block h-1.5 w-full accent-accent"
            aria-label={file.name}
            value={state.sentBytes}
            max={Math.max(1, file.size)}
          />
          <p className="text-ink-3 text-xs tabular-nums">
            {formatBytes(state.sentBytes)} of {formatBytes(file.size)}
            {state.bytesPerS > 0 && ` · ${formatBytes(state.bytesPerS)} a second`}
          </p>
        </>
      );
    case "converting":
      return (
        <p className="text-ink-3 text-xs">
          Arrived · {formatBytes(file.size)} · Converting in this browser
        </p>
      );
    case "sent":
      return (
        <p className="text-ink-3 text-xs">
          {state.isDuplicate ? (
            <Link
              href={paths.gallery({ photo: state.imageId })}
              className="underline underline-offset-2"
            >
              Already here
            </Link>
          ) : (
            `Arrived · ${formatBytes(file.size)}`
          )}
          <SentState imageId={state.imageId} />
        </p>
      );
    case "refused":
      return (
        <p role="alert" className="text-bad text-xs">
          {state.sentence} ({state.code})
        </p>
      );
  }
}
