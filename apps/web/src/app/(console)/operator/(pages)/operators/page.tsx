import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { OperatorsPage } from "../../../../../operator/operators-page.tsx";

export const metadata: Metadata = { title: "Operators" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.fleet.operators.list.queryOptions()),
    queryClient.prefetchQuery(trpc.fleet.operators.sessions.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <OperatorsPage />
    </HydrationBoundary>
  );
}
