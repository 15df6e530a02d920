import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { everyHost, hostListInput, nextHostCursor } from "../../../../hosts/host-query.ts";
import { HostsPage } from "../../../../hosts/hosts-page.tsx";
import { version } from "../../../../version.ts";

export const metadata: Metadata = { title: "Hosts" };

export default async function Page() {
  const refusal = await requirePermission("host.read", "hosts");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.hosts.list.infiniteQueryOptions(hostListInput(everyHost), {
      getNextPageParam: nextHostCursor,
    }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <HostsPage installed={version} />
    </HydrationBoundary>
  );
}
