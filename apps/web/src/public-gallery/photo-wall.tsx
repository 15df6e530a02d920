"use client";

import { useRef } from "react";
import { paths } from "../paths.ts";
import { filteredPath } from "./filter-query.ts";
import { MasonryField } from "./masonry-field.tsx";
import { PhotoColumn } from "./photo-column.tsx";
import type { PhotoList, PublicPhoto } from "./public-types.ts";
import { useLightbox } from "./use-lightbox.ts";
import { usePhotoPages } from "./use-photo-pages.ts";
import { WallEnd } from "./wall-end.tsx";

export interface PhotoWallProps {
  list: PhotoList;
  layout: "masonry" | "single";
  first: { images: readonly PublicPhoto[]; nextCursor: string | null };
}

/** All photos of a list, read on as somebody comes near their end. A press opens the lightbox, another tab the photo's page. */
export function PhotoWall({ list, layout, first }: PhotoWallProps) {
  const pages = usePhotoPages(list, first);
  const open = useLightbox(list, pages);
  const wall = useRef<HTMLDivElement>(null);
  const hrefOf = (photo: PublicPhoto) =>
    filteredPath(paths.publicImage(list.slug, photo.imageId), list.filter);
  const shown = { photos: pages.photos, hrefOf, onOpen: open, hasMore: pages.hasMore };
  return (
    <div ref={wall}>
      {layout === "single" ? <PhotoColumn {...shown} /> : <MasonryField {...shown} />}
      <WallEnd pages={pages} />
    </div>
  );
}
