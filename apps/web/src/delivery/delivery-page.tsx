"use client";

import { ErrorCard } from "../design/error-card.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { DeliveryEditor } from "./delivery-editor.tsx";
import { TrafficPanel } from "./traffic-panel.tsx";
import { useDelivery } from "./use-delivery.ts";

/** What an app's visitors ask and get, and how their requests reach it. */
export function DeliveryPage({ appId }: { appId: string }) {
  return (
    <PageBody>
      <TrafficPanel appId={appId} />
      <Settings appId={appId} />
    </PageBody>
  );
}

function Settings({ appId }: { appId: string }) {
  const query = useDelivery(appId);
  if (query.data !== undefined) {
    return <DeliveryEditor delivery={query.data} />;
  }
  if (query.isError) {
    return (
      <ErrorCard
        title="The delivery settings could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <Panel>
      <SkeletonRows rows={4} />
    </Panel>
  );
}
