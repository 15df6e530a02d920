"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "./live.tsx";
import type { ConnectedHost } from "./operator-types.ts";

/** Which hosts are connected, by the relays that hold their tunnels. */
export function TunnelsPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.tunnels.list.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The tunnels could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {({ items, hosts }) =>
        items.length === 0 ? (
          <Panel>
            <Empty icon={Cable} title="No host is connected">
              A host appears here once its agent holds a tunnel to a relay.
            </Empty>
          </Panel>
        ) : (
          <>
            {byRelay(items).map(([relayId, held]) => (
              <Relay key={relayId} relayId={relayId} hosts={held} />
            ))}
            {hosts > items.length && (
              <p className="text-ink-3 text-sm">
                {items.length} of {formatCount(hosts, "host")} are shown, by name.
              </p>
            )}
          </>
        )
      }
    </Live>
  );
}

function byRelay(hosts: readonly ConnectedHost[]): [string, ConnectedHost[]][] {
  const relayIds = [...new Set(hosts.flatMap((host) => host.relayIds))].sort();
  return relayIds.map((id) => [id, hosts.filter((host) => host.relayIds.includes(id))]);
}

function Relay({ relayId, hosts }: { relayId: string; hosts: readonly ConnectedHost[] }) {
  const id = `relay-${relayId}`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHead id={id} title={relayId} note={formatCount(hosts.length, "host")} />
      <ul className="divide-y divide-line">
        {hosts.map((host) => (
          <li
            key={host.hostId}
            className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5"
          >
            <p className="wrap-anywhere min-w-0 font-medium text-ink">
              {host.name} <span className="font-normal text-ink-3">of {host.organization}</span>
            </p>
            <p className="text-ink-2 text-sm tabular-nums">
              {host.forMs === null ? "connected" : `for ${formatSpan(host.forMs)}`}
              {host.relayIds.length > 1 && ` · at ${host.relayIds.length} relays`}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
