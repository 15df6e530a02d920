import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../data/server-queries.ts";
import { IdentitiesPage } from "../../../identities/identities-page.tsx";

export const metadata: Metadata = { title: "Identities" };

export default async function Page() {
  const refusal = await requirePermission("identity.read", "identities");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.identities.list.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <IdentitiesPage />
    </HydrationBoundary>
  );
}
