import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { appListInput, nextAppCursor } from "../../../apps/app-query.ts";
import { readViewer } from "../../../data/read-viewer.ts";
import { freeze, serverQueries } from "../../../data/server-queries.ts";
import { NoPermission } from "../../../design/no-permission.tsx";
import { everyHost, hostListInput, nextHostCursor } from "../../../hosts/host-query.ts";
import { OverviewPage } from "../../../overview/overview-page.tsx";
import { overviewImagesInput } from "../../../overview/overview-query.ts";
import { everyVault, nextVaultCursor, vaultListInput } from "../../../vaults/vault-query.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function Page() {
  const viewer = await readViewer();
  if (viewer.organization === null) {
    return <NoPermission what="an overview" organization={null} />;
  }
  const { queryClient, trpc } = await serverQueries();
  const may = (permission: string) => viewer.permissions.includes(permission);
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
    may("gallery.read") &&
      queryClient.prefetchQuery(trpc.gallery.images.list.queryOptions(overviewImagesInput)),
    may("vault.read") &&
      queryClient.prefetchInfiniteQuery(
        trpc.vaults.list.infiniteQueryOptions(vaultListInput(everyVault), {
          getNextPageParam: nextVaultCursor,
        }),
      ),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <OverviewPage />
    </HydrationBoundary>
  );
}
