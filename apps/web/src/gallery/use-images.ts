"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import {
  albumImagesInput,
  imageFollowMs,
  imageListInput,
  nextImageCursor,
  tagListInput,
  trashListInput,
} from "./gallery-query.ts";
import { useIsTold } from "./news-provider.tsx";
import type { PhotoFilter } from "./photo-filter.ts";

/** The organization's photos, page by page, asked again while somebody looks. */
export function useImages(filter: PhotoFilter) {
  const trpc = useTRPC();
  const isTold = useIsTold();
  return useInfiniteQuery(
    trpc.gallery.images.list.infiniteQueryOptions(imageListInput(filter), {
      getNextPageParam: nextImageCursor,
      refetchInterval: ({ state }) =>
        imageFollowMs(
          state.data?.pages.flatMap(({ items }) => items),
          isTold(),
        ),
      placeholderData: (previous) => previous,
    }),
  );
}

export function useTrash() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.gallery.images.list.infiniteQueryOptions(trashListInput, {
      getNextPageParam: nextImageCursor,
    }),
  );
}

/** An album's photos in its order. */
export function useAlbumImages(albumId: string) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.gallery.albums.images.infiniteQueryOptions(albumImagesInput(albumId), {
      getNextPageParam: nextImageCursor,
    }),
  );
}

export function useTags() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.gallery.tags.list.infiniteQueryOptions(tagListInput, {
      getNextPageParam: nextImageCursor,
    }),
  );
}

export function useAlbums() {
  return useQuery(useTRPC().gallery.albums.list.queryOptions());
}

export function useGallerySettings() {
  return useQuery(useTRPC().gallery.settings.get.queryOptions());
}

/** What is read again after a photo, a tag or an album has changed. */
export function useGalleryKeys() {
  const { images, albums, tags, stats } = useTRPC().gallery;
  return [images.pathKey(), albums.pathKey(), tags.pathKey(), stats.pathKey()];
}
