"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live } from "../operator/live.tsx";
import { olderInput, olderQuery } from "../operator/older-query.ts";
import { paths } from "../paths.ts";
import { CatalogChangeList } from "./change-list.tsx";

/** What one has changed in the catalog, and how far it has come. */
export function MyChangesPage() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.operations.listMine.infiniteQueryOptions(olderInput, olderQuery),
  );
  return (
    <Live
      query={query}
      title="Your changes could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {() => (
        <CatalogChangeList
          title="Your changes"
          note="Each is a commit of the catalog's repository, under a name that does not say who you are."
          query={query}
          actions={
            <Button asChild>
              <Link href={paths.newCatalogEntry()}>Add an app</Link>
            </Button>
          }
        />
      )}
    </Live>
  );
}
