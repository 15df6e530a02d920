"use client";

import Link from "next/link";
import { Prose } from "../design/prose.tsx";
import { everyHost } from "../hosts/host-query.ts";
import { readHostState } from "../hosts/host-state.ts";
import { HostStatus } from "../hosts/host-status.tsx";
import type { HostRow } from "../hosts/host-types.ts";
import { useHosts } from "../hosts/use-hosts.ts";
import { paths } from "../paths.ts";
import { OverviewPanel } from "./overview-panel.tsx";

const shownHosts = 8;

export function OverviewHosts() {
  const query = useHosts(everyHost);
  const hosts = query.data?.pages.flatMap((page) => page.items);
  return (
    <OverviewPanel title="Hosts" all={{ href: paths.hosts(), label: "All hosts" }} query={query}>
      <ul className="divide-y divide-line">
        {hosts?.slice(0, shownHosts).map((host) => (
          <Row key={host.hostId} host={host} />
        ))}
      </ul>
    </OverviewPanel>
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
