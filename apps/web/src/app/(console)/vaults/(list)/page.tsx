import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { everyVault, nextVaultCursor, vaultListInput } from "../../../../vaults/vault-query.ts";
import { VaultsPage } from "../../../../vaults/vaults-page.tsx";

export const metadata: Metadata = { title: "Vaults" };

export default async function Page() {
  const refusal = await requirePermission("vault.read", "vaults");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.vaults.list.infiniteQueryOptions(vaultListInput(everyVault), {
      getNextPageParam: nextVaultCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <VaultsPage />
    </HydrationBoundary>
  );
}
