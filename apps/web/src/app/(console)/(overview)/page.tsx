import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { appListInput, nextAppCursor } from "../../../apps/app-query.ts";
import { readViewer } from "../../../data/read-viewer.ts";
import { freeze, serverQueries } from "../../../data/server-queries.ts";
import { NoPermission } from "../../../design/no-permission.tsx";
import { everyHost, hostListInput, nextHostCursor } from "../../../hosts/host-query.ts";
import { OverviewPage } from "../../../overview/overview-page.tsx";

export const metadata: Metadata = { title: "Overview" };

export default async function Page() {
  const viewer = await readViewer();
  if (viewer.organization === null) {
    return <NoPermission what="an overview" organization={null} />;
  }
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.overview.get.queryOptions()),
    queryClient.prefetchInfiniteQuery(
      trpc.hosts.list.infiniteQueryOptions(hostListInput(everyHost), {
        getNextPageParam: nextHostCursor,
      }),
    ),
    queryClient.prefetchInfiniteQuery(
      trpc.apps.list.infiniteQueryOptions(appListInput({}), { getNextPageParam: nextAppCursor }),
    ),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <OverviewPage />
    </HydrationBoundary>
  );
}
