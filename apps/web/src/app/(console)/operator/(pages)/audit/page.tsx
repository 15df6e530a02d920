import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditListInput, everything, nextAuditCursor } from "../../../../../audit/audit-filter.ts";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { InstallationAuditPage } from "../../../../../operator/installation-audit-page.tsx";

export const metadata: Metadata = { title: "Record of the installation" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.fleet.audit.infiniteQueryOptions(auditListInput(everything), {
      getNextPageParam: nextAuditCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <InstallationAuditPage />
    </HydrationBoundary>
  );
}
