import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { loadSubject } from "../../../../data/load.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";

interface VaultLayoutProps {
  params: Promise<{ vaultId: string }>;
  children: ReactNode;
}

/** A vault that there is not is found out before the answer begins, so that its status is 404. */
export default async function Layout({ params, children }: VaultLayoutProps) {
  const refusal = await requirePermission("vault.read", "vaults");
  if (refusal !== null) {
    return refusal;
  }
  const { vaultId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.vaults.get.queryOptions({ vaultId })));
  return <HydrationBoundary state={freeze(queryClient)}>{children}</HydrationBoundary>;
}
