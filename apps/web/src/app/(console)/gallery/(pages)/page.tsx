import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { GalleryPage } from "../../../../gallery/gallery-page.tsx";
import { imageListInput, nextImageCursor } from "../../../../gallery/gallery-query.ts";
import { readPhotoFilter } from "../../../../gallery/photo-filter.ts";

export const metadata: Metadata = { title: "Gallery" };

interface GalleryRouteProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ searchParams }: GalleryRouteProps) {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  const pages = { getNextPageParam: nextImageCursor };
  const { images, albums, settings } = trpc.gallery;
  const said = await searchParams;
  const filter = readPhotoFilter((name) => [said[name]].flat()[0]);
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      images.list.infiniteQueryOptions(imageListInput(filter), pages),
    ),
    queryClient.prefetchQuery(albums.list.queryOptions()),
    queryClient.prefetchQuery(settings.get.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <GalleryPage />
    </HydrationBoundary>
  );
}
