"use client";

import { useQuery } from "@tanstack/react-query";
import { appPollMs } from "../apps/app-query.ts";
import { useApps } from "../apps/use-apps.ts";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { OverviewApps } from "./overview-apps.tsx";
import { OverviewHosts } from "./overview-hosts.tsx";
import { OverviewPhotos } from "./overview-photos.tsx";
import { OverviewVaults } from "./overview-vaults.tsx";
import { Tally } from "./tally.tsx";

/** What is up, what is not, and what to do next. */
export function OverviewPage() {
  const trpc = useTRPC();
  const maySeePhotos = useMay("gallery.read");
  const maySeeVaults = useMay("vault.read");
  const query = useQuery(trpc.overview.get.queryOptions(undefined, { refetchInterval: appPollMs }));
  const counts = query.data;
  const apps = useApps({});
  const allApps =
    apps.data === undefined || apps.hasNextPage
      ? null
      : apps.data.pages.flatMap((page) => page.items);
  const started = counts !== undefined && counts.hosts.total > 0 && counts.apps.total > 0;
  return (
    <>
      <PageHead title="Overview" lead={<Lead counts={counts} />} />
      <PageBody>
        {query.isError && (
          <ErrorCard
            title="The overview could not be loaded"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        )}
        {counts === undefined && !query.isError && (
          <Panel>
            <SkeletonRows rows={3} />
          </Panel>
        )}
        {counts !== undefined && !started && (
          <FirstSteps hosts={counts.hosts.total} apps={counts.apps.total} />
        )}
        {started && <Tally {...counts} allApps={allApps} />}
        {counts !== undefined && (
          <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)]">
            {counts.hosts.total > 0 && <OverviewApps />}
            {counts.hosts.total > 0 && <OverviewHosts />}
            {maySeePhotos && <OverviewPhotos />}
            {maySeeVaults && <OverviewVaults />}
          </div>
        )}
      </PageBody>
    </>
  );
}

function Lead({ counts }: { counts: { hosts: { total: number; online: number } } | undefined }) {
  if (counts === undefined) {
    return "What is up, and what is not.";
  }
  const { total, online } = counts.hosts;
  const away = total - online;
  if (total === 0) {
    return "Three steps, and something of yours answers at its own address.";
  }
  if (away === 0) {
    return "Every host is online.";
  }
  return away === 1 ? "One host is not connected." : `${away} hosts are not connected.`;
}
