import { HydrationBoundary } from "@tanstack/react-query";
import { AddressesPage } from "../../../../../addresses/addresses-page.tsx";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";

interface AddressesRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: AddressesRouteProps) {
  const refusal = await requirePermission("gate.read", "addresses");
  if (refusal !== null) {
    return refusal;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.gate.addresses.list.queryOptions({ appId }));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AddressesPage appId={appId} />
    </HydrationBoundary>
  );
}
