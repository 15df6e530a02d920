import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { nextImageCursor, tagListInput } from "../../../../../gallery/gallery-query.ts";
import { TagsPage } from "../../../../../gallery/tags/tags-page.tsx";

export const metadata: Metadata = { title: "Tags" };

export default async function Page() {
  const refusal = await requirePermission("gallery.read", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.gallery.tags.list.infiniteQueryOptions(tagListInput, {
      getNextPageParam: nextImageCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <TagsPage />
    </HydrationBoundary>
  );
}
