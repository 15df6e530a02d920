import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../../../data/load.ts";
import { decoded } from "../../../../../../data/request.ts";
import { freeze, serverQueries } from "../../../../../../data/server-queries.ts";
import { JobPage } from "../../../../../../operator/job-page.tsx";

interface JobRouteProps {
  params: Promise<{ queue: string; jobId: string }>;
}

export const metadata: Metadata = { title: "Job" };

export default async function Page({ params }: JobRouteProps) {
  const given = await params;
  const job = { queue: decoded(given.queue), jobId: decoded(given.jobId) };
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.fleet.jobs.get.queryOptions(job)));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <JobPage {...job} />
    </HydrationBoundary>
  );
}
