import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { ReplicasPage } from "../../../../../operator/replicas-page.tsx";

export const metadata: Metadata = { title: "Replicas" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.replicas.list.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <ReplicasPage />
    </HydrationBoundary>
  );
}
