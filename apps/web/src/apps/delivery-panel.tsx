"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { Delivery } from "./app-types.ts";
import { RetargetApp } from "./retarget-app.tsx";

const hostHeaders: Record<Delivery["hostHeader"], string> = {
  public: "The public address",
  target: "The target's own",
  custom: "Set by hand",
};

/** How a visit is handed to the program on the host. */
export function DeliveryPanel({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.delivery.get.queryOptions({ appId }));
  return (
    <Panel>
      {query.data !== undefined ? (
        <Shown delivery={query.data} />
      ) : query.isError ? (
        <>
          <PanelHead title="Delivery" />
          <ErrorCard
            className="m-4"
            title="The delivery settings could not be loaded"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        </>
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Panel>
  );
}

function Shown({ delivery }: { delivery: Delivery }) {
  const [editing, setEditing] = useState(false);
  const mayWrite = useMay("app.write");
  return (
    <>
      <PanelHead
        title="Delivery"
        actions={
          mayWrite && (
            <Button size="sm" onClick={() => setEditing(true)}>
              Change target
            </Button>
          )
        }
      />
      <Facts>
        <Fact name="Target">
          {delivery.target === null ? (
            <span className="text-ink-3">Chosen by the host</span>
          ) : (
            <code>{delivery.target}</code>
          )}
        </Fact>
        <Fact name="Set by">
          {delivery.targetFrom === "declared" ? "The host itself" : "This console"}
        </Fact>
        <Fact name="Protocol">{delivery.protocol === "http" ? "HTTP" : "Raw TCP"}</Fact>
        <Fact name="Host header">
          {delivery.hostHeader === "custom" && delivery.hostHeaderValue !== null ? (
            <code>{delivery.hostHeaderValue}</code>
          ) : (
            hostHeaders[delivery.hostHeader]
          )}
        </Fact>
        <Fact name="At once">{delivery.maxConcurrent} requests at most</Fact>
      </Facts>
      <div className="border-line border-t px-4 py-4 sm:px-5">
        <MaintenanceSwitch delivery={delivery} />
      </div>
      <RetargetApp delivery={delivery} open={editing} onOpenChange={setEditing} />
    </>
  );
}

function MaintenanceSwitch({ delivery }: { delivery: Delivery }) {
  const trpc = useTRPC();
  const mayWrite = useMay("app.write");
  const { appId } = delivery;
  const patch = (cached: unknown, { maintenance }: { maintenance?: boolean | undefined }) =>
    typeof cached === "object" ? { ...cached, maintenance } : cached;
  const change = useChange({
    ...trpc.delivery.set.mutationOptions(),
    preview: [
      { queryKey: trpc.delivery.get.queryKey({ appId }), apply: patch },
      { queryKey: trpc.apps.get.queryKey({ appId }), apply: patch },
    ],
    refresh: [trpc.delivery.get.queryKey({ appId }), trpc.apps.pathKey()],
    failed: "Maintenance was not switched",
  });
  return (
    <Switch
      label="Maintenance"
      note="Visitors see a maintenance page; nothing reaches the host."
      checked={delivery.maintenance}
      disabled={!mayWrite || change.isPending}
      onChange={(maintenance) => change.mutate({ appId, version: delivery.version, maintenance })}
    />
  );
}
