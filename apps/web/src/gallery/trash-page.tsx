"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { useNow } from "../design/clock.tsx";
import { Confirm } from "../design/confirm.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { tellChanged } from "./bulk-words.ts";
import type { ImageItem } from "./gallery-query.ts";
import { Picture } from "./image-tile.tsx";
import { daysLeft, nameOf } from "./image-words.ts";
import { useGalleryKeys, useTrash } from "./use-images.ts";

export function TrashPage() {
  const query = useTrash();
  const mayPurge = useMay("gallery.admin");
  const images = query.data?.pages.flatMap(({ items }) => items);
  return (
    <PageBody>
      {query.isError && (
        <ErrorCard
          title="The trash could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel aria-label="Trash">
        <PanelHead
          title="Trash"
          note="Photos in it are seen by nobody, and count towards the quota. Each is deleted for good after 30 days."
          actions={mayPurge && images !== undefined && images.length > 0 && <EmptyTrash />}
        />
        {images === undefined && !query.isError && <SkeletonRows rows={3} />}
        {images?.length === 0 && (
          <Empty icon={Trash2} title="The trash is empty">
            What you move here can be restored for 30 days.
          </Empty>
        )}
        {images !== undefined && images.length > 0 && (
          <ul
            aria-label="Photos in the trash"
            className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,12rem),1fr))] gap-4 p-4 sm:p-5"
          >
            {images.map((image) => (
              <TrashedPhoto key={image.imageId} image={image} mayPurge={mayPurge} />
            ))}
          </ul>
        )}
        <MoreButton
          hasMore={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      </Panel>
    </PageBody>
  );
}

function TrashedPhoto({ image, mayPurge }: { image: ImageItem; mayPurge: boolean }) {
  const trpc = useTRPC();
  const [isAsked, setAsked] = useState(false);
  const nowMs = useNow(60_000);
  const shared = { refresh: useGalleryKeys() };
  const restore = useChange({
    ...{ ...trpc.gallery.images.restore.mutationOptions(), ...shared },
    ...{ failed: "The photo was not restored", done: `${nameOf(image)} restored` },
  });
  const purge = useChange({
    ...{ ...trpc.gallery.images.purge.mutationOptions(), ...shared },
    ...{ failed: "The photo was not deleted", onFailed: () => true },
    onDone: () => setAsked(false),
  });
  const imageIds = [image.imageId];
  return (
    <li className="overflow-hidden rounded-md border border-line bg-surface">
      <Picture image={image} />
      <div className="grid gap-2 p-2.5">
        <p className="truncate text-ink text-sm">{nameOf(image)}</p>
        <p className="text-ink-3 text-xs">{daysLeft(image.goneAt, nowMs)}</p>
        <div className="flex gap-2">
          {image.mayWrite && (
            <Button
              size="sm"
              aria-label={`Restore ${nameOf(image)}`}
              busy={restore.isPending}
              onClick={() => restore.mutate({ imageIds })}
            >
              <RotateCcw aria-hidden="true" /> Restore
            </Button>
          )}
          {mayPurge && (
            <Button
              look="danger"
              size="icon-sm"
              aria-label={`Delete ${nameOf(image)} for good`}
              onClick={() => setAsked(true)}
            >
              <Trash2 aria-hidden="true" />
            </Button>
          )}
        </div>
      </div>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${nameOf(image)} for good?`}
        verb="Delete for good"
        busy={purge.isPending}
        error={purge.error}
        onConfirm={() => purge.mutate({ imageIds })}
      >
        The photo, its original and all that was made of it are gone. Nobody can bring them back.
      </Confirm>
    </li>
  );
}

function EmptyTrash() {
  const trpc = useTRPC();
  const [isAsked, setAsked] = useState(false);
  const empty = useChange({
    ...trpc.gallery.images.emptyTrash.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The trash was not emptied",
    onFailed: () => true,
    done: (result) => tellChanged("deleted for good", result),
    onDone: () => setAsked(false),
  });
  return (
    <>
      <Button look="danger" size="sm" onClick={() => setAsked(true)}>
        <Trash2 aria-hidden="true" /> Empty the trash
      </Button>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title="Empty the trash?"
        verb="Delete all for good"
        busy={empty.isPending}
        error={empty.error}
        onConfirm={() => empty.mutate()}
      >
        Every photo in it, also those that are not shown yet, is gone with its original. Nobody can
        bring them back.
      </Confirm>
    </>
  );
}
