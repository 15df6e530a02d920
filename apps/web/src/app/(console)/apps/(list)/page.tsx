import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { appListInput, nextAppCursor } from "../../../../apps/app-query.ts";
import { AppsPage } from "../../../../apps/apps-page.tsx";
import { single } from "../../../../data/request.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import type { AddPlace } from "../../../../paths.ts";

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
  const place = readPlace(single(add));
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.apps.list.infiniteQueryOptions(appListInput({}), { getNextPageParam: nextAppCursor }),
  );
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AppsPage add={place === undefined ? null : { place, hostId: single(host) }} />
    </HydrationBoundary>
  );
}

/** Any other word than those of the ways stands for the first of them. */
function readPlace(word: string | undefined): AddPlace | undefined {
  return word === undefined || word === "run" || word === "proxy" ? word : "port";
}
