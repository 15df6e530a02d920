"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { LeaseRow } from "./lease-row.tsx";
import { Live, live } from "./live.tsx";

export function LeasesPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.leases.list.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The leases could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(leases) => {
        const held = leases.filter(({ leftMs }) => leftMs !== null);
        const free = leases.filter(({ leftMs }) => leftMs === null);
        return (
          <>
            <Panel aria-labelledby="leases-held">
              <PanelHead
                id="leases-held"
                title="Held"
                note="Who works under a lease renews it; one that nobody renews runs out by itself."
              />
              {held.length === 0 ? (
                <Empty icon={KeyRound} title="No lease is held">
                  Work under a lease is over in a moment as a rule.
                </Empty>
              ) : (
                <ul className="divide-y divide-line">
                  {held.map((lease) => (
                    <LeaseRow key={lease.name} lease={lease} />
                  ))}
                </ul>
              )}
            </Panel>
            {free.length > 0 && (
              <Panel aria-labelledby="leases-free">
                <PanelHead id="leases-free" title="Free" />
                <ul className="divide-y divide-line">
                  {free.map((lease) => (
                    <LeaseRow key={lease.name} lease={lease} />
                  ))}
                </ul>
              </Panel>
            )}
          </>
        );
      }}
    </Live>
  );
}
