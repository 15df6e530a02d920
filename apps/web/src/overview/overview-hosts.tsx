"use client";

import Link from "next/link";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Prose } from "../design/prose.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { everyHost } from "../hosts/host-query.ts";
import { readHostState } from "../hosts/host-state.ts";
import { HostStatus } from "../hosts/host-status.tsx";
import type { HostRow } from "../hosts/host-types.ts";
import { useHosts } from "../hosts/use-hosts.ts";
import { paths } from "../paths.ts";
import { AllLink } from "./overview-apps.tsx";

const shownHosts = 8;

export function OverviewHosts() {
  const query = useHosts(everyHost);
  const hosts = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel>
      <PanelHead title="Hosts" actions={<AllLink href={paths.hosts()}>All hosts</AllLink>} />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The hosts could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {hosts === undefined && !query.isError && <SkeletonRows rows={3} />}
      <ul className="divide-y divide-line">
        {hosts?.slice(0, shownHosts).map((host) => (
          <Row key={host.hostId} host={host} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ host }: { host: HostRow }) {
  const { why, light } = readHostState(host);
  return (
    <li className="relative px-4 py-3 hover:bg-hover/50 sm:px-5">
      <Link href={paths.host(host.hostId)} className="row-link wrap-anywhere font-medium text-ink">
        {host.name}
      </Link>
      <p className="text-sm">
        <HostStatus host={host} />
      </p>
      {why !== null && (
        <p className="mt-0.5 text-ink-3 text-sm">
          <Prose text={light === "idle" ? why.nextStep : why.sentence} />
        </p>
      )}
    </li>
  );
}
