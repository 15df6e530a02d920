"use client";

import { Images } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../design/button.tsx";
import { cn } from "../../design/class-names.ts";
import { Empty } from "../../design/empty.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { MoreButton } from "../../design/more-button.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { paths } from "../../paths.ts";
import type { AlbumItem, ImageItem } from "../gallery-query.ts";
import { Picture } from "../image-tile.tsx";
import { nameOf } from "../image-words.ts";
import { useAlbumImages } from "../use-images.ts";
import { stepPhoto } from "./arrange.ts";
import { useArrange } from "./use-arrange.ts";

interface AlbumPhotosProps {
  album: AlbumItem;
  mayArrange: boolean;
}

/** The photos of an album in its order, which is changed by dragging or with the keyboard. */
export function AlbumPhotos({ album, mayArrange }: AlbumPhotosProps) {
  const query = useAlbumImages(album.albumId);
  const images = query.data?.pages.flatMap(({ items }) => items);
  const isByHand = album.orderBy === "manual" || album.orderBy === "shuffle";
  return (
    <Panel aria-label="Photos of the album">
      <PanelHead
        title="Photos"
        note={
          mayArrange && isByHand
            ? "Drag a photo to its place. With the keyboard: go to a photo, and press Alt with an arrow."
            : "In the order that the album's settings give them."
        }
        actions={
          <Button asChild size="sm">
            <Link href={paths.gallery({ album: album.albumId })}>Select and change</Link>
          </Button>
        }
      />
      {images === undefined && query.isError && (
        <ErrorCard
          className="m-4"
          title="The photos could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {images === undefined && !query.isError && <SkeletonRows rows={2} />}
      {images?.length === 0 && (
        <Empty icon={Images} title="No photos in it yet">
          Select photos under Photos, and add them to this album.
        </Empty>
      )}
      {images !== undefined && images.length > 0 && (
        <PhotoOrder album={album} images={images} mayArrange={mayArrange && isByHand} />
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}

interface PhotoOrderProps {
  album: AlbumItem;
  images: readonly ImageItem[];
  mayArrange: boolean;
}

function PhotoOrder({ album, images, mayArrange }: PhotoOrderProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const { move, said } = useArrange(album.albumId, images);
  const ids = images.map(({ imageId }) => imageId);
  function onKeyDown(event: KeyboardEvent, imageId: string) {
    const isBack = event.key === "ArrowLeft" || event.key === "ArrowUp";
    const isOn = event.key === "ArrowRight" || event.key === "ArrowDown";
    if (!event.altKey || !(isBack || isOn)) return;
    event.preventDefault();
    const place = stepPhoto(ids, imageId, isBack ? -1 : 1);
    if (place !== null) move(imageId, place);
  }
  return (
    <>
      <ol
        aria-label="Order of the photos"
        className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,9rem),1fr))] gap-3 p-4 sm:p-5"
      >
        {images.map((image, at) => (
          <li key={image.imageId}>
            <button
              type="button"
              draggable={mayArrange}
              aria-label={`${nameOf(image)}, ${at + 1} of ${images.length}`}
              aria-keyshortcuts={mayArrange ? "Alt+ArrowLeft Alt+ArrowRight" : undefined}
              className={cn(
                "block w-full overflow-hidden rounded-md border border-line bg-sunken text-left",
                mayArrange && "cursor-grab",
                dragged === image.imageId && "opacity-50",
                dragged !== null && "hover:border-accent hover:ring-2 hover:ring-accent",
              )}
              onKeyDown={(event) => mayArrange && onKeyDown(event, image.imageId)}
              onDragStart={(event) => {
                // Some browsers drag nothing that carries nothing.
                event.dataTransfer.setData("text/plain", nameOf(image));
                setDragged(image.imageId);
              }}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => dragged !== null && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) move(dragged, dropPlace(ids, dragged, image.imageId));
                setDragged(null);
              }}
            >
              <Picture image={image} />
              <span className="block truncate bg-surface px-2 py-1.5 text-ink text-sm">
                {nameOf(image)}
                {image.publication === "draft" && <span className="text-ink-3"> · draft</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

/** It takes the place of the one that it is dropped on. */
function dropPlace(ids: readonly string[], imageId: string, onId: string) {
  const at = ids.indexOf(onId);
  const isForward = ids.indexOf(imageId) < at;
  return { afterId: isForward ? onId : (ids[at - 1] ?? null) };
}
