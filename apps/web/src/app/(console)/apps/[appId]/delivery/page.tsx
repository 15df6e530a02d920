import { HydrationBoundary } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { loadSubject } from "../../../../../data/load.ts";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { DeliveryPage } from "../../../../../delivery/delivery-page.tsx";

interface DeliveryRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: DeliveryRouteProps) {
  if ((await requirePermission("app.read", "apps")) !== null) {
    return null;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const app = await loadSubject(queryClient.fetchQuery(trpc.apps.get.queryOptions({ appId })));
  if (app?.carrier === "external") {
    notFound();
  }
  await Promise.all([
    queryClient.prefetchQuery(trpc.delivery.get.queryOptions({ appId })),
    queryClient.prefetchQuery(trpc.delivery.traffic.queryOptions({ appId, range: "24h" })),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <DeliveryPage appId={appId} />
    </HydrationBoundary>
  );
}
