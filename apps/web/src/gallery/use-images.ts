"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import {
  type ImageFilterName,
  imageFollowMs,
  imageListInput,
  nextImageCursor,
} from "./gallery-query.ts";

/** The organization's photos, page by page, asked again while somebody looks. */
export function useImages(filter: ImageFilterName, albumId: string | undefined) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.gallery.images.list.infiniteQueryOptions(imageListInput(filter, albumId), {
      getNextPageParam: nextImageCursor,
      refetchInterval: ({ state }) =>
        imageFollowMs(state.data?.pages.flatMap(({ items }) => items)),
      placeholderData: (previous) => previous,
    }),
  );
}

export function useAlbums() {
  return useQuery(useTRPC().gallery.albums.list.queryOptions());
}

export function useGallerySettings() {
  return useQuery(useTRPC().gallery.settings.get.queryOptions());
}

/** What is read again after a photo or an album has changed. */
export function useGalleryKeys() {
  const trpc = useTRPC();
  return [trpc.gallery.images.pathKey(), trpc.gallery.albums.pathKey()];
}
