"use client";

import { Images } from "lucide-react";
import { useState } from "react";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { ChooseFiles } from "./choose-files.tsx";
import { EditImage } from "./edit-image.tsx";
import { ImageTile } from "./image-tile.tsx";
import { isEverything, matchingOf, type PhotoFilter } from "./photo-filter.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { useImages } from "./use-images.ts";
import { useSelection } from "./use-selection.ts";

export interface PhotoListProps {
  filter: PhotoFilter;
  /** Null for those who may not upload. */
  onFiles: ((files: Iterable<File>) => void) | null;
}

export function PhotoList({ filter, onFiles }: PhotoListProps) {
  const query = useImages(filter);
  const [editedId, setEditedId] = useState<string | null>(null);
  const images = query.data?.pages.flatMap((page) => page.items);
  const selection = useSelection(images?.map(({ imageId }) => imageId) ?? []);
  const selected = images?.filter(({ imageId }) => selection.chosen.has(imageId)) ?? [];
  if (images === undefined) {
    return query.isError ? (
      <ErrorCard
        title="The photos could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Panel>
        <SkeletonRows rows={4} />
      </Panel>
    );
  }
  if (images.length === 0) return <NoPhotos filter={filter} onFiles={onFiles} />;
  return (
    <>
      <ul
        aria-label="Photos"
        className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,13rem),1fr))] gap-3"
        onKeyDown={selection.onKeyDown}
      >
        {images.map((image) => (
          <ImageTile
            key={image.imageId}
            image={image}
            selected={selection.chosen.has(image.imageId)}
            onPress={selection.press}
            onSelect={() => selection.choose(image.imageId)}
            onEdit={() => setEditedId(image.imageId)}
          />
        ))}
      </ul>
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
      {selected.length > 0 && (
        <SelectionBar
          selected={selected}
          selection={
            selection.isAll
              ? { matching: matchingOf(filter) }
              : { imageIds: selected.map(({ imageId }) => imageId) }
          }
          albumId={filter.albumId}
          onAll={query.hasNextPage && !selection.isAll ? selection.chooseAll : null}
          onClear={selection.clear}
        />
      )}
      {editedId !== null && <EditImage imageId={editedId} onClose={() => setEditedId(null)} />}
    </>
  );
}

function NoPhotos({ filter, onFiles }: PhotoListProps) {
  if (!isEverything(filter)) {
    return (
      <Panel>
        <Empty icon={Images} title="No photos here">
          None of the photos is all that was asked for above.
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel>
      <Empty
        icon={Images}
        title="Upload your first photos"
        action={onFiles !== null && <ChooseFiles onFiles={onFiles} />}
      >
        Drop them anywhere on this page: JPEG, PNG, WebP, AVIF, GIF or HEIC. They are drafts until
        you publish them.
      </Empty>
    </Panel>
  );
}
