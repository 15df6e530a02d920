"use client";

import { useQuery } from "@tanstack/react-query";
import { ServerOff } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "./live.tsx";
import { ReplicaList } from "./replica-list.tsx";
import { isGone } from "./replica-state.ts";

export function ReplicasPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.replicas.list.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The replicas could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(replicas) => {
        const gone = replicas.filter(isGone).toReversed();
        const running = replicas.filter((replica) => !isGone(replica));
        return (
          <>
            <Panel aria-labelledby="replicas-running">
              <PanelHead id="replicas-running" title="Running" />
              {running.length === 0 ? (
                <Empty icon={ServerOff} title="No replica is live">
                  None has been heard of for fifteen seconds, the one that answers you included.
                </Empty>
              ) : (
                <ReplicaList replicas={running} />
              )}
            </Panel>
            {gone.length > 0 && (
              <Panel aria-labelledby="replicas-gone">
                <PanelHead
                  id="replicas-gone"
                  title="Gone"
                  note="Rows are kept for a day after they were last heard of."
                />
                <ReplicaList replicas={gone} />
              </Panel>
            )}
          </>
        );
      }}
    </Live>
  );
}
