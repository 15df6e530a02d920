import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { appListInput, nextAppCursor } from "../../../../apps/app-query.ts";
import { loadSubject } from "../../../../data/load.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { HostPage } from "../../../../hosts/host-page.tsx";
import { version } from "../../../../version.ts";

interface HostRouteProps {
  params: Promise<{ hostId: string }>;
}

export async function generateMetadata({ params }: HostRouteProps): Promise<Metadata> {
  const { hostId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const host = await queryClient
    .fetchQuery(trpc.hosts.get.queryOptions({ hostId }))
    .catch(() => null);
  return { title: host?.name ?? "Host" };
}

export default async function Page({ params }: HostRouteProps) {
  const refusal = await requirePermission("host.read", "hosts");
  if (refusal !== null) {
    return refusal;
  }
  const { hostId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    loadSubject(queryClient.fetchQuery(trpc.hosts.get.queryOptions({ hostId }))),
    queryClient.prefetchQuery(trpc.hosts.tunnels.queryOptions({ hostId })),
    queryClient.prefetchInfiniteQuery(
      trpc.apps.list.infiniteQueryOptions(appListInput({ hostId }), {
        getNextPageParam: nextAppCursor,
      }),
    ),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <HostPage hostId={hostId} installed={version} />
    </HydrationBoundary>
  );
}
