"use client";

import { useQuery } from "@tanstack/react-query";
import { HostApps } from "../apps/host-apps.tsx";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonPage } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { CheckHost } from "./check-host.tsx";
import { HostActions } from "./host-actions.tsx";
import { HostBadges } from "./host-badges.tsx";
import { HostEvents } from "./host-events.tsx";
import { HostFacts } from "./host-facts.tsx";
import { HostLog } from "./host-log.tsx";
import { hostPollMs } from "./host-query.ts";
import { HostStatus } from "./host-status.tsx";
import { HostTunnels } from "./host-tunnels.tsx";
import { OddHost } from "./odd-host.tsx";
import { WhyDown } from "./why-down.tsx";

const up = { label: "Hosts", href: paths.hosts() };

export interface HostPageProps {
  hostId: string;
  /** The version of this installation, with which agents are compared. */
  installed: string;
}

export function HostPage({ hostId, installed }: HostPageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.hosts.get.queryOptions({ hostId }, { refetchInterval: hostPollMs }));
  const host = query.data;
  if (host === undefined) {
    return query.isError ? (
      <>
        <PageHead title="Host" up={up} />
        <ErrorCard
          title="This host could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      </>
    ) : (
      <SkeletonPage />
    );
  }
  return (
    <>
      <PageHead
        title={host.name}
        up={up}
        lead={
          <span aria-live="polite" className="inline-flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <HostStatus host={host} />
            <HostBadges host={host} />
          </span>
        }
        actions={<HostActions host={host} />}
      />
      <PageBody>
        {query.isError && (
          <ErrorCard
            title="What you see may be old"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        )}
        <WhyDown host={host} />
        <OddHost host={host} />
        <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid grid-cols-1 gap-6">
            <CheckHost host={host} />
            <HostApps host={host} />
            <HostEvents host={host} />
            <HostLog hostId={host.hostId} />
          </div>
          <div className="grid grid-cols-1 gap-6">
            <HostTunnels host={host} />
            <Panel>
              <HostFacts host={host} installed={installed} />
            </Panel>
          </div>
        </div>
      </PageBody>
    </>
  );
}
