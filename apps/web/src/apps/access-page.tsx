"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { AccessEditor } from "./access-editor.tsx";

export function AccessPage({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.gate.rules.list.queryOptions({ appId }));
  if (query.data !== undefined) {
    return <AccessEditor gate={query.data} />;
  }
  if (query.isError) {
    return (
      <ErrorCard
        title="The access rules could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <Panel>
      <SkeletonRows rows={3} />
    </Panel>
  );
}
