import { HydrationBoundary } from "@tanstack/react-query";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { ShareLinksPage } from "../../../../../share-links/share-links-page.tsx";

interface ShareLinksRouteProps {
  params: Promise<{ appId: string }>;
}

export default async function Page({ params }: ShareLinksRouteProps) {
  const refusal = await requirePermission("gate.share", "share links");
  if (refusal !== null) {
    return refusal;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.shareLinks.list.queryOptions({ appId }));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <ShareLinksPage appId={appId} />
    </HydrationBoundary>
  );
}
