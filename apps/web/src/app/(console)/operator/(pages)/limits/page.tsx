import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { LimitsPage } from "../../../../../operator/limits-page.tsx";

export const metadata: Metadata = { title: "Limits" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.limits.status.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <LimitsPage />
    </HydrationBoundary>
  );
}
