import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { ConfigurationPage } from "../../../../../operator/configuration-page.tsx";

export const metadata: Metadata = { title: "Configuration" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.fleet.configuration.queryOptions()),
    queryClient.prefetchQuery(trpc.fleet.migrations.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <ConfigurationPage />
    </HydrationBoundary>
  );
}
