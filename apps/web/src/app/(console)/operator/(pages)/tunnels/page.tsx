import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { tunnelsInput } from "../../../../../operator/tunnels-input.ts";
import { TunnelsPage } from "../../../../../operator/tunnels-page.tsx";

export const metadata: Metadata = { title: "Tunnels" };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.fleet.tunnels.list.queryOptions(tunnelsInput));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <TunnelsPage />
    </HydrationBoundary>
  );
}
