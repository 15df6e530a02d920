"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { formatCount } from "../design/format.ts";
import { Prose } from "../design/prose.tsx";
import { paths } from "../paths.ts";
import { isOlderAgent } from "./agent-age.ts";
import { HostBadges, OldBadge } from "./host-badges.tsx";
import { describeSystem, readHostState } from "./host-state.ts";
import { HostStatus } from "./host-status.tsx";
import type { HostRow } from "./host-types.ts";

const columns =
  "lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1fr)_minmax(0,0.9fr)_minmax(0,1fr)_minmax(0,0.4fr)_1rem]";

export interface HostListProps {
  hosts: readonly HostRow[];
  /** The version of this installation, with which agents are compared. */
  installed: string;
}

export function HostList({ hosts, installed }: HostListProps) {
  return (
    <div>
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${columns}`}
      >
        <span>Host</span>
        <span>System</span>
        <span>Agent</span>
        <span>Relays</span>
        <span>Apps</span>
        <span />
      </div>
      <ul className="divide-y divide-line">
        {hosts.map((host) => (
          <Row key={host.hostId} host={host} old={isOlderAgent(host.agentVersion, installed)} />
        ))}
      </ul>
    </div>
  );
}

function Row({ host, old }: { host: HostRow; old: boolean }) {
  const system = describeSystem(host.os, host.arch);
  const { why, light } = readHostState(host);
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-hover/50 sm:px-5 ${columns}`}
    >
      <div className="min-w-0">
        <Link
          href={paths.host(host.hostId)}
          className="row-link wrap-anywhere font-medium text-base text-ink"
        >
          {host.name}
        </Link>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <HostStatus host={host} />
          <HostBadges host={host} />
        </p>
        {why !== null && (
          <p className="mt-0.5 text-ink-3 text-sm">
            <Prose text={light === "idle" ? why.nextStep : why.sentence} />
          </p>
        )}
      </div>
      <p className="text-ink-2 text-sm max-lg:order-3 max-lg:col-span-2 max-lg:text-ink-3">
        {system ?? "Not known yet"}
        <span className="lg:hidden">
          {host.agentVersion !== null && ` · agent ${host.agentVersion}`}
          {old && " (old)"}
          {` · ${formatCount(host.appCount, "app")}`}
          {host.relayIds.length > 0 && ` · ${host.relayIds.join(", ")}`}
        </span>
      </p>
      <p className="flex flex-wrap items-center gap-2 font-mono text-ink-2 text-sm max-lg:hidden">
        {host.agentVersion ?? "–"}
        {old && <OldBadge />}
      </p>
      <p className="wrap-anywhere font-mono text-ink-2 text-sm max-lg:hidden">
        {host.relayIds.length === 0 ? "–" : host.relayIds.join(", ")}
      </p>
      <p className="text-ink-2 text-sm tabular-nums max-lg:hidden">{host.appCount}</p>
      <ChevronRight className="size-4 text-ink-3" aria-hidden="true" />
    </li>
  );
}
