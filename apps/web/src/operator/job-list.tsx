"use client";

import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { paths } from "../paths.ts";
import type { JobRow } from "./operator-types.ts";

export interface JobListProps {
  jobs: readonly JobRow[];
  /** How many there are, those that are not shown included. */
  total: number;
}

export function JobList({ jobs, total }: JobListProps) {
  return (
    <>
      <ul className="divide-y divide-line">
        {jobs.map((job) => (
          <Row key={job.jobId} job={job} />
        ))}
      </ul>
      {total > jobs.length && (
        <p className="border-line border-t px-4 py-3 text-ink-3 text-sm sm:px-5">
          The newest {jobs.length} of {total}.
        </p>
      )}
    </>
  );
}

function Row({ job }: { job: JobRow }) {
  const { queue, jobId, name, attemptsMade, attempts, failedReason } = job;
  return (
    <li className="relative px-4 py-3 hover:bg-hover/50 sm:px-5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Link
          href={paths.job(queue, jobId)}
          className="row-link wrap-anywhere font-medium text-ink"
        >
          {name}
        </Link>
        <span className="text-ink-3 text-sm tabular-nums">
          <Ago at={job.endedAt ?? job.startedAt ?? job.createdAt} /> · run {attemptsMade} of{" "}
          {attempts}
        </span>
      </p>
      {failedReason !== null && (
        <p className="wrap-anywhere mt-0.5 line-clamp-2 text-bad text-sm">{failedReason}</p>
      )}
      <p className="wrap-anywhere font-mono text-ink-3 text-xs">{jobId}</p>
    </li>
  );
}
