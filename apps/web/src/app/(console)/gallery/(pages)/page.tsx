import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { GalleryPage } from "../../../../gallery/gallery-page.tsx";
import { imageListInput, nextImageCursor } from "../../../../gallery/gallery-query.ts";

export const metadata: Metadata = { title: "Gallery" };

export default async function Page() {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  const pages = { getNextPageParam: nextImageCursor };
  const { images, albums, settings } = trpc.gallery;
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      images.list.infiniteQueryOptions(imageListInput("all"), pages),
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
