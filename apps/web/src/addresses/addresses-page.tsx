"use client";

import { useQuery } from "@tanstack/react-query";
import { Globe, Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { AddHostname } from "./add-hostname.tsx";
import { AddressRow } from "./address-row.tsx";
import type { AddressList } from "./address-types.ts";

/** The worker looks at records by itself; somebody who waits for one sees it without asking. */
const pollMs = 15_000;

export function AddressesPage({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.gate.addresses.list.queryOptions({ appId }, { refetchInterval: pollMs }),
  );
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <ErrorCard
            className="mb-4"
            title="What you see may be old"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        )}
        <Shown appId={appId} list={query.data} />
      </>
    );
  }
  if (query.isError) {
    return (
      <ErrorCard
        title="The addresses could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <Panel>
      <SkeletonRows rows={2} />
    </Panel>
  );
}

function Shown({ appId, list }: { appId: string; list: AddressList }) {
  const [adding, setAdding] = useState(false);
  const mayWrite = useMay("gate.write");
  const hasCustom = list.addresses.some((one) => one.kind === "custom");
  const add = (
    <Button size="sm" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> Add hostname
    </Button>
  );
  return (
    <Panel aria-label="Addresses">
      <PanelHead
        title="Addresses"
        note="Where this app answers. Access rules are the same at all of them."
        actions={mayWrite && hasCustom && add}
      />
      <ul className="divide-y divide-line">
        {list.addresses.map((address) => (
          <AddressRow
            key={address.id}
            appId={appId}
            address={address}
            pointsTo={list.pointsTo}
            mayWrite={mayWrite}
          />
        ))}
      </ul>
      {!hasCustom && (
        <Empty
          icon={Globe}
          title="No hostname of your own yet"
          className="border-line border-t"
          action={mayWrite && add}
        >
          The app can answer at a name of your own domain, too. Two DNS records make it yours.
        </Empty>
      )}
      <AddHostname appId={appId} open={adding} onOpenChange={setAdding} />
    </Panel>
  );
}
