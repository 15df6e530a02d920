"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Images } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay, useViewer } from "../shell/viewer.tsx";
import { AlbumPicker } from "./album-picker.tsx";
import { ChooseFiles } from "./choose-files.tsx";
import { DropArea } from "./drop-area.tsx";
import type { ImageFilterName } from "./gallery-query.ts";
import { ImageTile } from "./image-tile.tsx";
import { OpenPanel } from "./open-panel.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { UploadList } from "./upload-list.tsx";
import { useImages } from "./use-images.ts";
import { useUploads } from "./use-uploads.ts";

const filterOptions = [
  { value: "all", label: "All" },
  { value: "draft", label: "Drafts" },
  { value: "published", label: "Published" },
  { value: "failed", label: "Failed" },
  { value: "trash", label: "Trash" },
] as const;

export function GalleryPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayUpload = useMay("gallery.upload");
  const { organization } = useViewer();
  const [filter, setFilter] = useState<ImageFilterName>("all");
  const [albumId, setAlbumId] = useState<string | undefined>(undefined);
  const uploads = useUploads(organization?.id ?? "", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.gallery.images.pathKey() });
  });
  return (
    <DropArea disabled={!mayUpload} onFiles={uploads.add}>
      <PageBody>
        <OpenPanel />
        <UploadList uploads={uploads} />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div className="max-w-full overflow-x-auto">
            <Segments
              label="Which photos"
              value={filter}
              options={filterOptions}
              onChange={setFilter}
            />
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <AlbumPicker albumId={albumId} onAlbum={setAlbumId} />
            {mayUpload && <ChooseFiles onFiles={uploads.add} />}
          </div>
        </div>
        <Photos
          key={`${filter} ${albumId}`}
          filter={filter}
          albumId={albumId}
          onFiles={mayUpload ? uploads.add : null}
        />
      </PageBody>
    </DropArea>
  );
}

interface PhotosProps {
  filter: ImageFilterName;
  albumId: string | undefined;
  /** Null for those who may not upload. */
  onFiles: ((files: Iterable<File>) => void) | null;
}

function Photos({ filter, albumId, onFiles }: PhotosProps) {
  const query = useImages(filter, albumId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const images = query.data?.pages.flatMap((page) => page.items);
  const selected = images?.filter(({ imageId }) => chosen.has(imageId)) ?? [];
  function choose(imageId: string, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(imageId);
    else next.delete(imageId);
    setChosen(next);
  }
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
  if (images.length === 0) {
    return <NoPhotos filter={filter} albumId={albumId} onFiles={onFiles} />;
  }
  return (
    <>
      <ul
        aria-label="Photos"
        className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,13rem),1fr))] gap-3"
      >
        {images.map((image) => (
          <ImageTile
            key={image.imageId}
            image={image}
            selected={chosen.has(image.imageId)}
            onSelect={(isChosen) => choose(image.imageId, isChosen)}
          />
        ))}
      </ul>
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
      {selected.length > 0 && (
        <SelectionBar selected={selected} onClear={() => setChosen(new Set())} />
      )}
    </>
  );
}

function NoPhotos({ filter, albumId, onFiles }: PhotosProps) {
  const isFirst = filter === "all" && albumId === undefined;
  return (
    <Panel>
      <Empty
        icon={Images}
        title={isFirst ? "Upload your first photos" : "No photos here"}
        action={isFirst && onFiles !== null && <ChooseFiles onFiles={onFiles} />}
      >
        {isFirst
          ? "Drop them anywhere on this page: JPEG, PNG, WebP, AVIF or GIF. They are drafts until you publish them."
          : "None of the photos is in this selection."}
      </Empty>
    </Panel>
  );
}
