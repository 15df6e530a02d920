"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Lasting } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { formatRoundTrip } from "./check-words.ts";
import { hostPollMs } from "./host-query.ts";
import type { HostDetail, HostTunnel } from "./host-types.ts";

/** Which relays hold the host's tunnels now. */
export function HostTunnels({ host }: { host: HostDetail }) {
  const trpc = useTRPC();
  const { hostId } = host;
  const query = useQuery(
    trpc.hosts.tunnels.queryOptions({ hostId }, { refetchInterval: hostPollMs }),
  );
  return (
    <Panel>
      <PanelHead title="Tunnels" note="Connections of the machine to relays, as of a moment ago." />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The tunnels could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === undefined && !query.isError && <SkeletonRows rows={2} />}
      {query.data?.known === false && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">
          Nobody can tell right now: the directory of tunnels does not answer.
        </p>
      )}
      {query.data?.known === true && query.data.tunnels.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">No tunnel is open.</p>
      )}
      {query.data !== undefined && query.data.tunnels.length > 0 && (
        <ul className="divide-y divide-line">
          {query.data.tunnels.map((tunnel) => (
            <Row
              key={`${tunnel.relayId} ${tunnel.slot} ${tunnel.since.getTime()}`}
              tunnel={tunnel}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ tunnel }: { tunnel: HostTunnel }) {
  const { relayId, wire, rttMs, since, draining } = tunnel;
  return (
    <li className="flex items-baseline gap-3 px-4 py-2.5 text-sm sm:px-5">
      <StatusDot light={draining ? "warn" : "ok"} still />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere font-mono text-ink">{relayId}</p>
        <p className="text-ink-3">
          {wire} · {rttMs === null ? "round trip not measured yet" : formatRoundTrip(rttMs)}
        </p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2">
        {draining && <Badge tone="warn">Leaving</Badge>}
        <span className="text-ink-3">
          for <Lasting since={since} />
        </span>
      </div>
    </li>
  );
}
