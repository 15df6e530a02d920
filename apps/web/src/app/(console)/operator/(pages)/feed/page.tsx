import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { FeedPage } from "../../../../../operator/feed-page.tsx";

export const metadata: Metadata = { title: "Feed" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.feed.status.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <FeedPage />
    </HydrationBoundary>
  );
}
