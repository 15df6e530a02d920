"use client";

import { useAlbums } from "../use-images.ts";

/** Names albums by their ids, as far as they are there. */
export function useAlbumTitle(): (albumId: string) => string | undefined {
  const albums = useAlbums();
  return (albumId) => albums.data?.find((album) => album.albumId === albumId)?.title;
}
