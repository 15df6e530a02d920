"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Fact, Facts } from "../design/facts.tsx";
import { formatInstant } from "../design/format.ts";
import { PageHead } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { SkeletonPage } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { JobActions } from "./job-actions.tsx";
import { stateWords } from "./job-state.ts";
import { Live, live } from "./live.tsx";
import type { Job } from "./operator-types.ts";

export interface JobPageProps {
  queue: string;
  jobId: string;
}

export function JobPage(key: JobPageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.jobs.get.queryOptions(key, live));
  const job = query.data;
  return (
    <>
      <PageHead
        title={job?.name ?? "Job"}
        up={{ label: key.queue, href: paths.queue(key.queue) }}
        lead={<span className="wrap-anywhere font-mono text-sm">{key.jobId}</span>}
        {...(job === undefined ? {} : { actions: <JobActions job={job} /> })}
      />
      <Live query={query} title="This job could not be loaded" waiting={<SkeletonPage />}>
        {(found) => <JobDetails job={found} />}
      </Live>
    </>
  );
}

function JobDetails({ job }: { job: Job }) {
  return (
    <>
      <Panel aria-label="Facts">
        <Facts>
          <Fact name="State">
            <span aria-live="polite">{stateWords(job.state)}</span>
          </Fact>
          <Fact name="Runs">
            {job.attemptsMade} of {job.attempts}
          </Fact>
          <Fact name="Made">
            {formatInstant(job.createdAt)}
            {job.isScheduled && ", by a schedule"}
          </Fact>
          {job.startedAt !== null && <Fact name="Last begun">{formatInstant(job.startedAt)}</Fact>}
          {job.endedAt !== null && <Fact name="Ended">{formatInstant(job.endedAt)}</Fact>}
          {job.key !== null && <Fact name="Coalesces by">{job.key}</Fact>}
          {job.failedReason !== null && (
            <Fact name="Failed">
              <span className="text-bad">{job.failedReason}</span>
            </Fact>
          )}
        </Facts>
      </Panel>
      <Text
        title="Payload"
        note="Secrets are left out."
        text={JSON.stringify(job.payload, null, 2)}
      />
      {job.errors.length > 0 && <Text title="Errors" text={job.errors.join("\n\n")} />}
    </>
  );
}

function Text({ title, note, text }: { title: string; note?: string; text: string }) {
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} {...(note === undefined ? {} : { note })} />
      <ScrollBox label={title} className="max-h-96 px-4 py-3 sm:px-5">
        <pre className="font-mono text-ink-2 text-xs leading-relaxed">{text}</pre>
      </ScrollBox>
    </Panel>
  );
}
