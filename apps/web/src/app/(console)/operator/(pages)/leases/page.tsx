import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { LeasesPage } from "../../../../../operator/leases-page.tsx";

export const metadata: Metadata = { title: "Leases" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.leases.list.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <LeasesPage />
    </HydrationBoundary>
  );
}
