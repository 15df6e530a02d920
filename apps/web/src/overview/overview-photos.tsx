"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { imageFollowMs } from "../gallery/gallery-query.ts";
import { Picture } from "../gallery/image-tile.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { NothingYet, OverviewPanel } from "./overview-panel.tsx";
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
    <OverviewPanel
      title="Photos"
      all={{ href: paths.gallery(), label: "Open the gallery" }}
      query={query}
    >
      {images?.length === 0 && (
        <NothingYet>
          No photos yet.{" "}
          {mayUpload && (
            <>
              <Link href={paths.galleryUpload()} className="text-accent hover:underline">
                Upload some
              </Link>
              , and they become a site of yours.
            </>
          )}
        </NothingYet>
      )}
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
    </OverviewPanel>
  );
}
