import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../../data/load.ts";
import { decoded, single } from "../../../../../data/request.ts";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { jobListInput, stateOf } from "../../../../../operator/job-state.ts";
import { QueuePage } from "../../../../../operator/queue-page.tsx";

interface QueueRouteProps {
  params: Promise<{ queue: string }>;
  searchParams: Promise<{ state?: string | string[] }>;
}

export const metadata: Metadata = { title: "Queue" };

export default async function Page({ params, searchParams }: QueueRouteProps) {
  const queue = decoded((await params).queue);
  const state = stateOf(single((await searchParams).state));
  const { queryClient, trpc } = await serverQueries();
  const input = jobListInput(queue, state);
  await loadSubject(queryClient.fetchQuery(trpc.fleet.jobs.list.queryOptions(input)));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <QueuePage queue={queue} state={state} />
    </HydrationBoundary>
  );
}
