"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Fact, Facts } from "../design/facts.tsx";
import { formatInstant, formatSpan } from "../design/format.ts";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonPage } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { DrainReplica } from "./drain-replica.tsx";
import { Live, live } from "./live.tsx";
import type { Replica } from "./operator-types.ts";
import { ReplicaEnd } from "./replica-end.tsx";
import { isGone } from "./replica-state.ts";
import { ReplicaStatus } from "./replica-status.tsx";
import { VitalsCharts } from "./vitals-charts.tsx";

const up = { label: "Replicas", href: paths.replicas() };

export function ReplicaPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.replicas.get.queryOptions({ id }, live));
  return (
    <>
      <PageHead
        title={id}
        up={up}
        {...(query.data === undefined
          ? {}
          : {
              lead: (
                <span aria-live="polite" className="inline-flex flex-wrap items-center gap-x-3">
                  <ReplicaStatus replica={query.data} />
                  <span className="text-ink-3">
                    {query.data.app} {query.data.version}
                  </span>
                </span>
              ),
              actions: <DrainReplica replica={query.data} />,
            })}
      />
      <Live query={query} title="This replica could not be loaded" waiting={<SkeletonPage />}>
        {(replica) => (
          <>
            <ReplicaEnd replica={replica} />
            {!isGone(replica) && <VitalsCharts replica={replica} />}
            <Panel aria-label="Facts">
              <ReplicaFacts replica={replica} />
            </Panel>
          </>
        )}
      </Live>
    </>
  );
}

function ReplicaFacts({ replica }: { replica: Replica }) {
  const { vitals } = replica;
  return (
    <Facts>
      <Fact name={isGone(replica) ? "Ran for" : "Up for"}>
        {formatSpan(replica.upMs)}, since {formatInstant(replica.startedAt)}
      </Fact>
      <Fact name="Process">
        {replica.pid} on {replica.hostname}
      </Fact>
      <Fact name="Ops listener">{replica.opsUrl ?? "None"}</Fact>
      <Fact name="May run">{`${replica.capacity} of ${replica.app}, as it was configured`}</Fact>
      <Fact name="Pool">{replica.poolMax} connections at most, and one for the feed</Fact>
      <Fact name="Schema">{replica.schemaVersion ?? "Not known"}</Fact>
      {replica.app === "relay" && <Fact name="Tunnels">{vitals.tunnels ?? "Not known"}</Fact>}
      <Fact name="Feed gaps">{vitals.feedGaps ?? "Not known"}</Fact>
      <Fact name="Clock">{clockWords(vitals.clockOffsetMs)}</Fact>
      <Fact name="Redis">
        {vitals.redisUp === null ? "Not known" : vitals.redisUp ? "Reached" : "Not reached"}
      </Fact>
    </Facts>
  );
}

/** Below a second it is how long answers take, not the clock. */
const sameClockMs = 1_000;

function clockWords(offsetMs: number | null): string {
  if (offsetMs === null) return "Not known";
  if (Math.abs(offsetMs) < sameClockMs) return "As that of Postgres";
  const side = offsetMs > 0 ? "ahead of" : "behind";
  return `${formatSpan(Math.abs(offsetMs))} ${side} that of Postgres`;
}
