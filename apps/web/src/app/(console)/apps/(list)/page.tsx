import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { appListInput, nextAppCursor } from "../../../../apps/app-query.ts";
import { AppsPage } from "../../../../apps/apps-page.tsx";
import { single } from "../../../../data/request.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";

export const metadata: Metadata = { title: "Apps" };

interface AppsRouteProps {
  searchParams: Promise<{ add?: string | string[]; host?: string | string[] }>;
}

export default async function Page({ searchParams }: AppsRouteProps) {
  const refusal = await requirePermission("app.read", "apps");
  if (refusal !== null) {
    return refusal;
  }
  const { add, host } = await searchParams;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.apps.list.infiniteQueryOptions(appListInput({}), { getNextPageParam: nextAppCursor }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AppsPage add={single(add) === undefined ? null : { hostId: single(host) }} />
    </HydrationBoundary>
  );
}
