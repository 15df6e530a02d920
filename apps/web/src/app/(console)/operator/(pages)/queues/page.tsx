import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { QueuesPage } from "../../../../../operator/queues-page.tsx";

export const metadata: Metadata = { title: "Queues" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.fleet.queues.list.queryOptions()),
    queryClient.prefetchQuery(trpc.fleet.wakes.list.queryOptions()),
    queryClient.prefetchQuery(trpc.fleet.schedules.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <QueuesPage />
    </HydrationBoundary>
  );
}
