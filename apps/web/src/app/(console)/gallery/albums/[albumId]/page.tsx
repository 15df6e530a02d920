import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../../data/load.ts";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { AlbumPage } from "../../../../../gallery/albums/album-page.tsx";
import { albumImagesInput, nextImageCursor } from "../../../../../gallery/gallery-query.ts";

interface AlbumRouteProps {
  params: Promise<{ albumId: string }>;
}

export async function generateMetadata({ params }: AlbumRouteProps): Promise<Metadata> {
  const { albumId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const album = await queryClient
    .fetchQuery(trpc.gallery.albums.get.queryOptions({ albumId }))
    .catch(() => null);
  return { title: album?.title ?? "Album" };
}

export default async function Page({ params }: AlbumRouteProps) {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { albumId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const { albums, settings } = trpc.gallery;
  await Promise.all([
    loadSubject(queryClient.fetchQuery(albums.get.queryOptions({ albumId }))),
    queryClient.prefetchInfiniteQuery(
      albums.images.infiniteQueryOptions(albumImagesInput(albumId), {
        getNextPageParam: nextImageCursor,
      }),
    ),
    queryClient.prefetchQuery(albums.list.queryOptions()),
    queryClient.prefetchQuery(settings.get.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AlbumPage albumId={albumId} />
    </HydrationBoundary>
  );
}
