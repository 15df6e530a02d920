import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditListInput, everything, nextAuditCursor } from "../../../../../audit/audit-filter.ts";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { VaultAuditPage } from "../../../../../vault-operator/vault-audit-page.tsx";

export const metadata: Metadata = { title: "What was done to vaults" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.vaultOperator.audit.infiniteQueryOptions(auditListInput(everything), {
      getNextPageParam: nextAuditCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <VaultAuditPage />
    </HydrationBoundary>
  );
}
