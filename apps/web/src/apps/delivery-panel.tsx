"use client";

import Link from "next/link";
import { MaintenanceSwitch } from "../delivery/maintenance-switch.tsx";
import { describeTarget } from "../delivery/target-words.ts";
import { useDelivery } from "../delivery/use-delivery.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { paths } from "../paths.ts";
import type { Delivery } from "./app-types.ts";

/** How a visit is handed to the program on the host, in short. */
export function DeliveryPanel({ appId }: { appId: string }) {
  const query = useDelivery(appId);
  return (
    <Panel>
      <PanelHead
        title="Delivery"
        actions={
          <Button size="sm" asChild>
            <Link href={paths.appDelivery(appId)}>Settings and traffic</Link>
          </Button>
        }
      />
      {query.data !== undefined ? (
        <Shown delivery={query.data} />
      ) : query.isError ? (
        <ErrorCard
          className="m-4"
          title="The delivery settings could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Panel>
  );
}

function Shown({ delivery }: { delivery: Delivery }) {
  const { light, label } = describeTarget(delivery.lastConnect);
  return (
    <>
      <Facts>
        <Fact name="Target">
          {delivery.target === null ? (
            <span className="text-ink-3">Chosen by the host</span>
          ) : (
            <code>{delivery.target}</code>
          )}
        </Fact>
        <Fact name="Last connection">
          <span className="flex items-center gap-2">
            <StatusDot light={light} still /> {label}
          </span>
        </Fact>
        <Fact name="Set by">
          {delivery.targetFrom === "declared" ? "The host itself" : "This console"}
        </Fact>
        <Fact name="Protocol">{delivery.protocol === "http" ? "HTTP" : "Raw TCP"}</Fact>
      </Facts>
      <div className="border-line border-t px-4 py-4 sm:px-5">
        <MaintenanceSwitch delivery={delivery} />
      </div>
    </>
  );
}
