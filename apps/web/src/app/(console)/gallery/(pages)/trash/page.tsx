import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { nextImageCursor, trashListInput } from "../../../../../gallery/gallery-query.ts";
import { TrashPage } from "../../../../../gallery/trash-page.tsx";

export const metadata: Metadata = { title: "Trash" };

export default async function Page() {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.gallery.images.list.infiniteQueryOptions(trashListInput, {
      getNextPageParam: nextImageCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <TrashPage />
    </HydrationBoundary>
  );
}
