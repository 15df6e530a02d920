"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { FleetApps } from "./fleet-apps.tsx";
import { FleetStores } from "./fleet-stores.tsx";
import { FleetWarnings } from "./fleet-warnings.tsx";
import { FleetWork } from "./fleet-work.tsx";
import { Live, live } from "./live.tsx";

export function FleetPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.overview.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The fleet could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows rows={3} />
        </Panel>
      }
    >
      {(overview) => (
        <>
          <FleetWarnings warnings={overview.warnings} />
          <FleetApps apps={overview.apps} />
          <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
            <FleetStores overview={overview} />
            <FleetWork overview={overview} />
          </div>
        </>
      )}
    </Live>
  );
}
