import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { loadSubject } from "../../../../../../data/load.ts";
import { freeze, serverQueries } from "../../../../../../data/server-queries.ts";

interface ProposalLayoutProps {
  params: Promise<{ vaultId: string; proposalId: string }>;
  children: ReactNode;
}

/** A proposal that there is not is found out before the answer begins, so that its status is 404. */
export default async function Layout({ params, children }: ProposalLayoutProps) {
  const input = await params;
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.vaults.proposal.queryOptions(input)));
  return <HydrationBoundary state={freeze(queryClient)}>{children}</HydrationBoundary>;
}
