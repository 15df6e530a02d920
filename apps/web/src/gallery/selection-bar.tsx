"use client";

import { Eye, EyeOff, FolderPlus, RotateCcw, Trash2, X } from "lucide-react";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { formatCount } from "../design/format.ts";
import { Menu, MenuItem, MenuNote } from "../design/menu.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { ImageItem } from "./gallery-query.ts";
import { useAlbums, useGalleryKeys } from "./use-images.ts";

type Changed = Outputs["gallery"]["images"]["publish"];

const told = (verb: string) => (output: Changed) =>
  output.unchanged.length === 0
    ? `${formatCount(output.changed.length, "photo")} ${verb}`
    : `${formatCount(output.changed.length, "photo")} ${verb}, ${output.unchanged.length} left as they were`;

/** What can be done to the photos that are selected. */
export function SelectionBar({
  selected,
  onClear,
}: {
  selected: readonly ImageItem[];
  onClear: () => void;
}) {
  const trpc = useTRPC();
  const refresh = useGalleryKeys();
  const mayPublish = useMay("gallery.publish");
  const mayOperate = useMay("gallery.operate");
  const shared = { refresh, onDone: onClear };
  const { images } = trpc.gallery;
  const publish = useChange({
    ...{ ...images.publish.mutationOptions(), ...shared },
    ...{ failed: "The photos were not published", done: told("published") },
  });
  const unpublish = useChange({
    ...{ ...images.unpublish.mutationOptions(), ...shared },
    ...{ failed: "The photos were not withdrawn", done: told("withdrawn") },
  });
  const trash = useChange({
    ...{ ...images.trash.mutationOptions(), ...shared },
    ...{ failed: "The photos were not moved", done: told("moved to the trash") },
  });
  const restore = useChange({
    ...{ ...images.restore.mutationOptions(), ...shared },
    ...{ failed: "The photos were not restored", done: told("restored") },
  });
  const retry = useChange({
    ...{ ...images.retry.mutationOptions(), ...shared },
    failed: "The photo was not tried again",
  });
  const imageIds = selected.map(({ imageId }) => imageId);
  const isTrash = selected.every(({ isTrashed }) => isTrashed);
  const failed = selected.filter(({ failure }) => failure !== null);
  const busy = [publish, unpublish, trash, restore, retry].some(({ isPending }) => isPending);
  return (
    <section
      aria-label="Selected photos"
      className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised p-2 pl-4 shadow-2 max-md:bottom-20"
    >
      <p className="mr-auto text-ink text-sm" aria-live="polite">
        {formatCount(selected.length, "photo")} selected
      </p>
      {mayPublish && !isTrash && (
        <>
          <Button
            look="primary"
            size="sm"
            disabled={busy}
            onClick={() => publish.mutate({ imageIds })}
          >
            <Eye aria-hidden="true" /> Publish
          </Button>
          <Button size="sm" disabled={busy} onClick={() => unpublish.mutate({ imageIds })}>
            <EyeOff aria-hidden="true" /> Unpublish
          </Button>
          <AddToAlbum imageIds={imageIds} onDone={onClear} />
        </>
      )}
      {mayOperate && failed.length > 0 && (
        <Button
          size="sm"
          disabled={busy}
          onClick={() => {
            for (const { imageId } of failed) retry.mutate({ imageId });
          }}
        >
          <RotateCcw aria-hidden="true" /> Try again
        </Button>
      )}
      {isTrash ? (
        <Button size="sm" disabled={busy} onClick={() => restore.mutate({ imageIds })}>
          <RotateCcw aria-hidden="true" /> Restore
        </Button>
      ) : (
        <Button look="danger" size="sm" disabled={busy} onClick={() => trash.mutate({ imageIds })}>
          <Trash2 aria-hidden="true" /> Move to trash
        </Button>
      )}
      <Button look="ghost" size="icon-sm" aria-label="Clear the selection" onClick={onClear}>
        <X aria-hidden="true" />
      </Button>
    </section>
  );
}

function AddToAlbum({ imageIds, onDone }: { imageIds: string[]; onDone: () => void }) {
  const trpc = useTRPC();
  const albums = useAlbums();
  const add = useChange({
    ...trpc.gallery.albums.addImages.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The photos were not added",
    done: `${formatCount(imageIds.length, "photo")} added`,
    onDone,
  });
  return (
    <Menu
      side="top"
      trigger={
        <Button size="sm" busy={add.isPending}>
          <FolderPlus aria-hidden="true" /> Add to album
        </Button>
      }
    >
      {albums.data?.length === 0 && <MenuNote>There are no albums yet.</MenuNote>}
      {albums.data?.map(({ albumId, title }) => (
        <MenuItem key={albumId} onSelect={() => add.mutate({ albumId, imageIds })}>
          {title}
        </MenuItem>
      ))}
    </Menu>
  );
}
