"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { formatBytes, formatSpan } from "../design/format.ts";
import { paths } from "../paths.ts";
import type { Replica } from "./operator-types.ts";
import { isGone, shortMs } from "./replica-state.ts";
import { ReplicaStatus } from "./replica-status.tsx";

const columns = "lg:grid-cols-[minmax(0,2fr)_minmax(0,0.8fr)_4.5rem_5rem_5rem_5.5rem_5rem_1rem]";

export function ReplicaList({ replicas }: { replicas: readonly Replica[] }) {
  return (
    <div>
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${columns}`}
      >
        <span>Replica</span>
        <span>Version</span>
        <span>Up for</span>
        <span>Pool</span>
        <span>Loop lag</span>
        <span>Memory</span>
        <span>Feed age</span>
        <span />
      </div>
      <ul className="divide-y divide-line">
        {replicas.map((replica) => (
          <Row key={replica.id} replica={replica} />
        ))}
      </ul>
    </div>
  );
}

function Row({ replica }: { replica: Replica }) {
  const { pool, eventLoopLagMs, memoryBytes, feedAgeMs } = replica.vitals;
  const gone = isGone(replica);
  const figures = [
    { name: "pool", text: pool === null ? null : `${pool.inUse}/${pool.max}` },
    { name: "lag", text: eventLoopLagMs === null ? null : shortMs(eventLoopLagMs) },
    { name: "memory", text: memoryBytes === null ? null : formatBytes(memoryBytes) },
    { name: "feed", text: feedAgeMs === null ? null : shortMs(feedAgeMs) },
  ];
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-hover/50 sm:px-5 ${columns}`}
    >
      <div className="min-w-0">
        <Link
          href={paths.replica(replica.id)}
          className="row-link wrap-anywhere font-medium font-mono text-ink text-sm"
        >
          {replica.id}
        </Link>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <ReplicaStatus replica={replica} />
          <span className="text-ink-3">
            {replica.app}
            {gone && (
              <>
                {" · last heard of "}
                <Ago at={replica.seenAt} />
              </>
            )}
          </span>
        </p>
      </div>
      <p className="wrap-anywhere font-mono text-ink-2 text-sm max-lg:hidden">{replica.version}</p>
      <p className="text-ink-2 text-sm tabular-nums max-lg:hidden">{formatSpan(replica.upMs)}</p>
      {figures.map(({ name, text }) => (
        <p key={name} className="text-ink-2 text-sm tabular-nums max-lg:hidden">
          {gone || text === null ? "–" : text}
        </p>
      ))}
      <p className="text-ink-3 text-sm tabular-nums max-lg:order-3 max-lg:col-span-2 lg:hidden">
        {replica.version} · up for {formatSpan(replica.upMs)}
        {!gone &&
          figures
            .filter(({ text }) => text !== null)
            .map(({ name, text }) => ` · ${name} ${text}`)
            .join("")}
      </p>
      <ChevronRight className="size-4 text-ink-3" aria-hidden="true" />
    </li>
  );
}
