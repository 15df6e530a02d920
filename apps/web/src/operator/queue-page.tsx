"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { JobList } from "./job-list.tsx";
import { type JobState, jobListInput, jobStates } from "./job-state.ts";
import { Live, live } from "./live.tsx";
import { isRedisAway, RedisAway } from "./redis-away.tsx";

const up = { label: "Queues", href: paths.queues() };

export interface QueuePageProps {
  queue: string;
  state: JobState;
}

/** The jobs of one queue in one state. The state stands in the address, so that a failed load keeps it. */
export function QueuePage({ queue, state }: QueuePageProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useQuery(trpc.fleet.jobs.list.queryOptions(jobListInput(queue, state), live));
  const away = isRedisAway(query.error);
  return (
    <>
      <PageHead title={queue} up={up} lead="Jobs of this queue, the newest first." />
      <PageBody>
        <div className="overflow-x-auto">
          <Segments
            label="State"
            value={state}
            options={jobStates}
            onChange={(next) => router.replace(paths.queue(queue, next))}
          />
        </div>
        {away && <RedisAway />}
        {!(away && query.data === undefined) && (
          <Live
            query={query}
            title="The jobs could not be loaded"
            isSaid={away}
            waiting={
              <Panel>
                <SkeletonRows />
              </Panel>
            }
          >
            {({ jobs, total }) => (
              <Panel aria-label="Jobs">
                {jobs.length === 0 ? (
                  <Empty icon={Inbox} title={emptyWords[state]} />
                ) : (
                  <JobList jobs={jobs} total={total} />
                )}
              </Panel>
            )}
          </Live>
        )}
      </PageBody>
    </>
  );
}

const emptyWords = {
  failed: "Nothing has failed",
  waiting: "Nothing waits",
  active: "Nothing runs",
  delayed: "Nothing is put off",
  completed: "Nothing was done within the hour",
} as const satisfies Record<JobState, string>;
