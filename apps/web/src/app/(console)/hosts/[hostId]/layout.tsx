import type { ReactNode } from "react";
import { loadSubject } from "../../../../data/load.ts";
import { serverQueries } from "../../../../data/server-queries.ts";

interface HostLayoutProps {
  params: Promise<{ hostId: string }>;
  children: ReactNode;
}

/** A host that there is not is found out before the answer begins, so that its status is 404. */
export default async function Layout({ params, children }: HostLayoutProps) {
  const { hostId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.hosts.get.queryOptions({ hostId })));
  return children;
}
