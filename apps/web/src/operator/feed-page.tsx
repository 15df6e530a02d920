"use client";

import { useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { Live, live } from "./live.tsx";
import type { Feed } from "./operator-types.ts";

/** What changes told lately, and how the replicas keep up with it. */
export function FeedPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.feed.status.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The feed could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {({ topics, replicas }) => (
        <>
          <Topics topics={topics} />
          <Replicas replicas={replicas} />
        </>
      )}
    </Live>
  );
}

function Topics({ topics }: Pick<Feed, "topics">) {
  return (
    <Panel aria-labelledby="feed-topics">
      <PanelHead
        id="feed-topics"
        title="Topics"
        note="What the change log took in within the last minute."
      />
      {topics.length === 0 ? (
        <Empty icon={Radio} title="Quiet">
          Nothing that caches depend on has changed within a minute.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {topics.map(({ topic, changes, lastAgoMs }) => (
            <li
              key={topic}
              className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5"
            >
              <span className="wrap-anywhere font-mono text-ink text-sm">{topic}</span>
              <span className="text-ink-2 text-sm tabular-nums">
                {formatCount(changes, "change")} · the last {formatSpan(lastAgoMs)} ago
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Older than this, a feed vouches for nothing any more. */
const staleMs = 2_000;

function Replicas({ replicas }: Pick<Feed, "replicas">) {
  return (
    <Panel aria-labelledby="feed-replicas">
      <PanelHead
        id="feed-replicas"
        title="Lag by replica"
        note="As each said at its last beat. After a gap it empties its caches and reads on."
      />
      {replicas.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">No replica is live.</p>
      ) : (
        <ul className="divide-y divide-line">
          {replicas.map(({ id, app, ageMs, gaps }) => (
            <li
              key={id}
              className="relative flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 hover:bg-hover/50 sm:px-5"
            >
              <Link
                href={paths.replica(id)}
                className="row-link wrap-anywhere min-w-0 font-medium text-ink"
              >
                {id}
              </Link>
              <span className="text-ink-2 text-sm tabular-nums">
                {app} · {lagWords(ageMs)}
                {gaps !== null && ` · ${formatCount(gaps, "gap")} since its start`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function lagWords(ageMs: number | null): string {
  if (ageMs === null) return "says nothing of a feed";
  return ageMs > staleMs ? `stale: ${formatSpan(ageMs)} behind` : `${Math.round(ageMs)} ms behind`;
}
