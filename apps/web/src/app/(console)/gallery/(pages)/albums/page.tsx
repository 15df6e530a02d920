import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { AlbumsPage } from "../../../../../gallery/albums/albums-page.tsx";

export const metadata: Metadata = { title: "Albums" };

export default async function Page() {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.gallery.albums.list.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AlbumsPage />
    </HydrationBoundary>
  );
}
