import { HydrationBoundary } from "@tanstack/react-query";
import { ActivityPage } from "../../../../../activity/activity-page.tsx";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";

interface ActivityRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: ActivityRouteProps) {
  const refusal = await requirePermission("gate.read", "activity");
  if (refusal !== null) {
    return refusal;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.gate.decisions.queryOptions({ appId, range: "24h" }));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <ActivityPage appId={appId} />
    </HydrationBoundary>
  );
}
