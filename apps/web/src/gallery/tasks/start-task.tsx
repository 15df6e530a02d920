"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../../data/failure.ts";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { formatCount } from "../../design/format.ts";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { Segments } from "../../design/segments.tsx";
import { Select } from "../../design/select.tsx";
import { Switch } from "../../design/switch.tsx";
import { useAlbums } from "../use-images.ts";
import type { Run, TaskScope } from "./task-query.ts";
import { kindLabels, matchWords, outdatedWords } from "./task-words.ts";
import { useOutdated, useTaskKeys } from "./use-tasks.ts";

const everything = "all";
const publications = [
  { value: everything, label: "Drafts and published" },
  { value: "draft", label: "Drafts" },
  { value: "published", label: "Published" },
] as const;

const kinds = [
  { value: "preprocess-images", label: kindLabels["preprocess-images"] },
  { value: "refresh-metadata", label: kindLabels["refresh-metadata"] },
] as const;

const notes: Record<Run["kind"], string> = {
  "preprocess-images": "Makes what is missing. Photos keep the renditions they have meanwhile.",
  "refresh-metadata": "What a person wrote stays; all else becomes what the files say.",
};

/** How often the count is read again: photos come and go while somebody thinks. */
const recountMs = 10_000;

export function StartTask({ active }: { active: readonly Run[] }) {
  const trpc = useTRPC();
  const outdated = useOutdated();
  const [kind, setKind] = useState<Run["kind"]>("preprocess-images");
  const [albumId, setAlbumId] = useState(everything);
  const [publication, setPublication] =
    useState<(typeof publications)[number]["value"]>(everything);
  const [force, setForce] = useState(false);
  const album = albumId === everything ? {} : { albumId };
  const scope: TaskScope =
    kind === "preprocess-images"
      ? { kind, force, ...album }
      : { kind, ...album, ...(publication === everything ? {} : { publication }) };
  const preview = useQuery(
    trpc.gallery.tasks.preview.queryOptions(scope, {
      refetchInterval: recountMs,
      placeholderData: (previous) => previous,
    }),
  );
  const start = useChange({
    ...trpc.gallery.tasks.start.mutationOptions(),
    refresh: useTaskKeys(),
    failed: "The task was not started",
    done: ({ matched }) => `Started over ${formatCount(matched, "photo")}`,
  });
  const isActive = active.some((run) => run.kind === kind);
  return (
    <Panel aria-labelledby="start-task">
      <PanelHead id="start-task" title="Start a task" note={notes[kind]} />
      <div className="grid gap-4 px-4 py-4 sm:px-5">
        <div>
          <Segments label="Which task" value={kind} options={kinds} onChange={setKind} stacks />
        </div>
        <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
          <AlbumChoice albumId={albumId} onAlbum={setAlbumId} />
          {kind === "refresh-metadata" && (
            <div className="w-56 max-w-full">
              <Select
                aria-label="Publication"
                value={publication}
                options={publications}
                onChange={setPublication}
              />
            </div>
          )}
        </div>
        {kind === "preprocess-images" && (
          <Switch
            label="Also what is done already"
            note={outdatedWords(outdated.data?.outdated)}
            checked={force}
            onChange={setForce}
          />
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            look="primary"
            busy={start.isPending}
            disabled={isActive || preview.data?.matched === 0}
            onClick={() => start.mutate(scope)}
          >
            <Play aria-hidden="true" />
            Start
          </Button>
          <p role="status" className="text-ink-2 text-sm">
            {preview.isError
              ? sentenceOf(preview.error)
              : preview.data === undefined
                ? "Counting…"
                : matchWords(preview.data.matched)}
            {isActive && " · A task of this kind is running"}
          </p>
        </div>
      </div>
    </Panel>
  );
}

function AlbumChoice({
  albumId,
  onAlbum,
}: {
  albumId: string;
  onAlbum: (albumId: string) => void;
}) {
  const albums = useAlbums();
  const options = [
    { value: everything, label: "All photos" },
    ...(albums.data ?? []).map(({ albumId: value, title, images }) => ({
      ...{ value, label: title },
      note: formatCount(images, "photo"),
    })),
  ];
  return (
    <div className="w-56 max-w-full">
      <Select aria-label="Album" value={albumId} options={options} onChange={onAlbum} />
    </div>
  );
}
