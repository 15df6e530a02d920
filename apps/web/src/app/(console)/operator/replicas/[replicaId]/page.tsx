import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../../data/load.ts";
import { decoded } from "../../../../../data/request.ts";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { ReplicaPage } from "../../../../../operator/replica-page.tsx";

interface ReplicaRouteProps {
  params: Promise<{ replicaId: string }>;
}

export const metadata: Metadata = { title: "Replica" };

export default async function Page({ params }: ReplicaRouteProps) {
  const id = decoded((await params).replicaId);
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.fleet.replicas.get.queryOptions({ id })));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <ReplicaPage id={id} />
    </HydrationBoundary>
  );
}
