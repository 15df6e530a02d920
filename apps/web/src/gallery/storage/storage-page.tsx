"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../data/trpc.ts";
import { ErrorCard } from "../../design/error-card.tsx";
import { Panel } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { StorageBytes } from "./storage-bytes.tsx";
import { StorageCheck } from "./storage-check.tsx";
import { StoragePlace } from "./storage-place.tsx";

/** Where the organization's photos are, what they take, and whether that place does what it should. */
export function StoragePage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.gallery.storage.status.queryOptions());
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorCard
        title="The storage could not be asked about"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Panel>
        <SkeletonRows />
      </Panel>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <StoragePlace status={query.data} />
      <StorageCheck />
      <StorageBytes status={query.data} />
    </div>
  );
}
