import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { OperatorVaultsPage } from "../../../../../vault-operator/operator-vaults-page.tsx";

export const metadata: Metadata = { title: "All vaults" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.vaultOperator.summary.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <OperatorVaultsPage />
    </HydrationBoundary>
  );
}
