"use client";

import { FolderPlus, FolderTree } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../../data/failure.ts";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { NameDialog } from "../../design/name-dialog.tsx";
import { PageBody } from "../../design/page.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { useMay } from "../../shell/viewer.tsx";
import { useAlbums, useGalleryKeys } from "../use-images.ts";
import { AlbumRows } from "./album-rows.tsx";

/** Every album, in the order and the nesting that the gallery shows. */
export function AlbumsPage() {
  const albums = useAlbums();
  const mayPublish = useMay("gallery.publish");
  return (
    <PageBody>
      {albums.isError && (
        <ErrorCard
          title="The albums could not be loaded"
          error={albums.error}
          retrying={albums.isFetching}
          onRetry={() => void albums.refetch()}
        />
      )}
      <Panel aria-label="Albums">
        <PanelHead
          title="Albums"
          note="An album is seen by no more people than any that it lies in. Drag one to its place, or move it with the arrows."
          actions={mayPublish && <NewAlbum />}
        />
        {albums.data === undefined && !albums.isError && <SkeletonRows rows={3} />}
        {albums.data?.length === 0 && (
          <Empty icon={FolderTree} title="No albums yet">
            An album holds photos in an order of your own, and says who may see them.
          </Empty>
        )}
        {albums.data !== undefined && <AlbumRows albums={albums.data} mayMove={mayPublish} />}
      </Panel>
    </PageBody>
  );
}

function NewAlbum() {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const create = useChange({
    ...trpc.gallery.albums.create.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The album was not made",
    onFailed: () => true,
    onDone: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <FolderPlus aria-hidden="true" /> New album
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
