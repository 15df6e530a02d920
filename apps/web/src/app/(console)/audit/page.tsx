import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditListInput, everything, nextAuditCursor } from "../../../audit/audit-filter.ts";
import { AuditPage } from "../../../audit/audit-page.tsx";
import { requirePermission } from "../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../data/server-queries.ts";

export const metadata: Metadata = { title: "Audit" };

export default async function Page() {
  const refusal = await requirePermission("audit.read", "the audit");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(auditListInput(everything), {
      getNextPageParam: nextAuditCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AuditPage />
    </HydrationBoundary>
  );
}
