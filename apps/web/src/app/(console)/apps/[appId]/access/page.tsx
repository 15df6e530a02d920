import { HydrationBoundary } from "@tanstack/react-query";
import { AccessPage } from "../../../../../apps/access-page.tsx";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";

interface AccessRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: AccessRouteProps) {
  const refusal = await requirePermission("gate.read", "access rules");
  if (refusal !== null) {
    return refusal;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.gate.rules.list.queryOptions({ appId })),
    queryClient.prefetchQuery(trpc.gate.whoCanOpen.queryOptions({ appId, target: "/" })),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AccessPage appId={appId} />
    </HydrationBoundary>
  );
}
