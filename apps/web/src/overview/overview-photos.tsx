"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { imageFollowMs } from "../gallery/gallery-query.ts";
import { Picture } from "../gallery/image-tile.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { AllLink } from "./overview-apps.tsx";
import { overviewImagesInput } from "./overview-query.ts";

/** The newest photos, or how the first come in. */
export function OverviewPhotos() {
  const trpc = useTRPC();
  const mayUpload = useMay("gallery.upload");
  const query = useQuery(
    trpc.gallery.images.list.queryOptions(overviewImagesInput, {
      refetchInterval: ({ state }) => imageFollowMs(state.data?.items, false),
    }),
  );
  const images = query.data?.items;
  return (
    <Panel>
      <PanelHead
        title="Photos"
        actions={<AllLink href={paths.gallery()}>Open the gallery</AllLink>}
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The photos could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {images?.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">
          No photos yet.{" "}
          {mayUpload && (
            <>
              <Link href={paths.galleryUpload()} className="text-accent hover:underline">
                Upload some
              </Link>
              , and they become a site of yours.
            </>
          )}
        </p>
      )}
      {images === undefined && !query.isError && <SkeletonRows rows={2} />}
      {images !== undefined && images.length > 0 && (
        <ul
          aria-label="Newest photos"
          className="grid grid-cols-3 gap-2 p-4 sm:grid-cols-6 sm:px-5"
        >
          {images.map((image) => (
            <li
              key={image.imageId}
              className="overflow-hidden rounded-md border border-line bg-sunken"
            >
              <Picture image={image} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
