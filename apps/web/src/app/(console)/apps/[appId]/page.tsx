import { HydrationBoundary } from "@tanstack/react-query";
import { AppOverview } from "../../../../apps/app-overview.tsx";
import { nextAppCursor } from "../../../../apps/app-query.ts";
import { loadSubject } from "../../../../data/load.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { operationsInput } from "../../../../lifecycle/follow.ts";

interface AppRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: AppRouteProps) {
  if ((await requirePermission("app.read", "apps")) !== null) {
    return null;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const app = await loadSubject(queryClient.fetchQuery(trpc.apps.get.queryOptions({ appId })));
  await Promise.all([
    app?.carrier !== "external" &&
      queryClient.prefetchQuery(trpc.delivery.get.queryOptions({ appId })),
    queryClient.prefetchQuery(trpc.gate.rules.list.queryOptions({ appId })),
    app?.runtime !== "none" &&
      queryClient.prefetchInfiniteQuery(
        trpc.apps.operations.infiniteQueryOptions(operationsInput(appId), {
          getNextPageParam: nextAppCursor,
        }),
      ),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AppOverview appId={appId} />
    </HydrationBoundary>
  );
}
