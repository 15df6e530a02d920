"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { LayoutGrid } from "lucide-react";
import { CatalogChangeList } from "../catalog-edit/change-list.tsx";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { CatalogGenerations } from "./catalog-generations.tsx";
import { CatalogQuarantine } from "./catalog-quarantine.tsx";
import { CatalogRejections, RejectedNotice } from "./catalog-rejections.tsx";
import { CatalogReplicas } from "./catalog-replicas.tsx";
import { CatalogSource } from "./catalog-source.tsx";
import { CatalogWebhook } from "./catalog-webhook.tsx";
import { Live, live } from "./live.tsx";
import { olderInput, olderQuery } from "./older-query.ts";

/** What is served of the catalog, by whom, and what its repository holds that is not. */
export function CatalogStatePage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.catalog.state.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The catalog's state could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(state) =>
        state === null ? (
          <Panel>
            <Empty icon={LayoutGrid} title="This installation has no catalog">
              Set <code>HOMEPORT_CATALOG_REMOTE</code> of the workers to the address of a git
              repository of apps.
            </Empty>
          </Panel>
        ) : (
          <>
            {state.openRejections > 0 && (
              <RejectedNotice serving={state.source.acceptedGeneration} />
            )}
            <CatalogSource state={state} />
            {state.openRejections > 0 && <CatalogRejections />}
            <CatalogQuarantine quarantine={state.quarantine} />
            <CatalogReplicas replicas={state.replicas} accepted={state.source.acceptedGeneration} />
            <CatalogGenerations
              retainedSince={state.retainedSince}
              serving={state.source.acceptedGeneration}
            />
            {state.openRejections === 0 && <CatalogRejections />}
            <Changes />
            <CatalogWebhook />
          </>
        )
      }
    </Live>
  );
}

function Changes() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.operations.list.infiniteQueryOptions(olderInput, olderQuery),
  );
  return (
    <CatalogChangeList
      title="Changes from the console"
      note="What people who edit the catalog have asked for."
      query={query}
    />
  );
}
