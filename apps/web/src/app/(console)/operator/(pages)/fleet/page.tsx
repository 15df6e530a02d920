import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { FleetPage } from "../../../../../operator/fleet-page.tsx";

export const metadata: Metadata = { title: "Fleet" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.overview.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <FleetPage />
    </HydrationBoundary>
  );
}
