import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { AlbumLinksPage } from "../../../../../gallery-links/album-links-page.tsx";

export const metadata: Metadata = { title: "Links to albums" };

export default async function Page() {
  const refusal = await requirePermission("gallery.publish", "links to albums");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.gallery.links.list.queryOptions()),
    queryClient.prefetchQuery(trpc.gallery.albums.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AlbumLinksPage />
    </HydrationBoundary>
  );
}
