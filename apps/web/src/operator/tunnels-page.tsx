"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Lasting } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Empty } from "../design/empty.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { formatRoundTrip } from "../hosts/check-words.ts";
import { Live, live } from "./live.tsx";
import type { FleetTunnel } from "./operator-types.ts";
import { tunnelsInput } from "./tunnels-input.ts";

/** The tunnels of all hosts, by the relays that hold them, as the directory has them. */
export function TunnelsPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.tunnels.list.queryOptions(tunnelsInput, live));
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
      {(page) => {
        if (!page.known) {
          return (
            <Panel>
              <Empty icon={Cable} title="Nobody can tell right now">
                The directory of tunnels does not answer. Tunnels that are open go on.
              </Empty>
            </Panel>
          );
        }
        if (page.tunnels.length === 0) {
          return (
            <Panel>
              <Empty icon={Cable} title="No host is connected">
                A host appears here once its agent holds a tunnel to a relay.
              </Empty>
            </Panel>
          );
        }
        return (
          <>
            {byRelay(page.tunnels).map(([relayId, held]) => (
              <Relay key={relayId} relayId={relayId} tunnels={held} />
            ))}
            {page.nextCursor !== null && (
              <p className="text-ink-3 text-sm">
                {formatCount(page.tunnels.length, "tunnel")} of more are shown.
              </p>
            )}
          </>
        );
      }}
    </Live>
  );
}

function byRelay(tunnels: readonly FleetTunnel[]): [string, FleetTunnel[]][] {
  const relayIds = [...new Set(tunnels.map(({ relayId }) => relayId))].sort();
  return relayIds.map((id) => [id, tunnels.filter(({ relayId }) => relayId === id)]);
}

function Relay({ relayId, tunnels }: { relayId: string; tunnels: readonly FleetTunnel[] }) {
  const id = `relay-${relayId}`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHead id={id} title={relayId} note={formatCount(tunnels.length, "tunnel")} />
      <ul className="divide-y divide-line">
        {tunnels.map((tunnel) => (
          <Row key={`${tunnel.hostId} ${tunnel.epoch}`} tunnel={tunnel} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ tunnel }: { tunnel: FleetTunnel }) {
  const { hostId, machineName, organizationName, wire, slot, rttMs, connectedAtMs } = tunnel;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5">
      <p className="wrap-anywhere min-w-0 font-medium text-ink">
        {machineName ?? hostId}{" "}
        {organizationName !== null && (
          <span className="font-normal text-ink-3">of {organizationName}</span>
        )}
      </p>
      <p className="flex flex-wrap items-center gap-x-2 text-ink-2 text-sm tabular-nums">
        {tunnel.state === "draining" && <Badge tone="warn">Leaving</Badge>}
        <span>
          {wire}, slot {slot}
          {rttMs !== null && ` · ${formatRoundTrip(rttMs)}`}
        </span>
        <span>
          for <Lasting since={new Date(connectedAtMs)} />
        </span>
      </p>
    </li>
  );
}
