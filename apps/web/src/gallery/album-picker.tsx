"use client";

import { FolderPlus } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { NameDialog } from "../design/name-dialog.tsx";
import { Select } from "../design/select.tsx";
import { useMay } from "../shell/viewer.tsx";
import { useAlbums, useGalleryKeys } from "./use-images.ts";

const everything = "all";

/** Which album is shown, and the way to a new one. */
export function AlbumPicker({
  albumId,
  onAlbum,
}: {
  albumId: string | undefined;
  onAlbum: (albumId: string | undefined) => void;
}) {
  const albums = useAlbums();
  const mayPublish = useMay("gallery.publish");
  const options = [
    { value: everything, label: "All photos" },
    ...(albums.data ?? []).map(({ albumId: value, title, images, effectiveVisibility }) => ({
      ...{ value, label: title },
      note: `${images} · ${effectiveVisibility}`,
    })),
  ];
  return (
    <div className="flex items-center gap-2">
      <div className="w-48">
        <Select
          aria-label="Album"
          value={albumId ?? everything}
          options={options}
          onChange={(value) => onAlbum(value === everything ? undefined : value)}
        />
      </div>
      {mayPublish && <NewAlbum onMade={onAlbum} />}
    </div>
  );
}

function NewAlbum({ onMade }: { onMade: (albumId: string) => void }) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const create = useChange({
    ...trpc.gallery.albums.create.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The album was not made",
    onFailed: () => true,
    onDone: ({ albumId }) => {
      setOpen(false);
      onMade(albumId);
    },
  });
  return (
    <>
      <Button size="icon" aria-label="New album" onClick={() => setOpen(true)}>
        <FolderPlus aria-hidden="true" />
      </Button>
      <NameDialog
        open={isOpen}
        onOpenChange={setOpen}
        title="New album"
        label="Title"
        maxLength={200}
        verb="Make the album"
        initial=""
        busy={create.isPending}
        error={sentenceOf(create.error)}
        onName={(title) => create.mutate({ title })}
      />
    </>
  );
}
