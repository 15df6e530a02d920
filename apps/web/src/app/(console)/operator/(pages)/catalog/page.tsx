import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { CatalogStatePage } from "../../../../../operator/catalog-state-page.tsx";
import { CatalogGeneration } from "../../../../../public-catalog/catalog-generation.tsx";

export const metadata: Metadata = { title: "Catalog" };

export default async function Page() {
  const refusal = await requirePermission("catalog.operate", "how the catalog is kept");
  if (refusal !== null) return refusal;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.catalog.state.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <CatalogGeneration />
      <CatalogStatePage />
    </HydrationBoundary>
  );
}
