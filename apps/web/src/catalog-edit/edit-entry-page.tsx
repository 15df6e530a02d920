"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { olderInput, olderQuery } from "../operator/older-query.ts";
import { paths } from "../paths.ts";
import { CatalogChangeList } from "./change-list.tsx";
import type { EntrySource } from "./edit-types.ts";
import { EntryEditor } from "./entry-editor.tsx";
import { MoveEntry } from "./move-entry.tsx";

/** One entry with all its files, to be changed. */
export function EditEntryPage({ slug }: { slug: string }) {
  const trpc = useTRPC();
  // What somebody is editing is not exchanged under their hands: a later version shows as a conflict.
  const query = useQuery(
    trpc.catalog.entries.source.queryOptions(
      { slug },
      { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: false },
    ),
  );
  return (
    <>
      <PageHead
        title={`Edit ${slug}`}
        up={{ label: "As everybody sees it", href: paths.catalogEntry(slug) }}
        {...(query.data === undefined ? {} : { actions: <MoveEntry source={query.data} /> })}
      />
      <PageBody>
        {query.isError && (
          <ErrorCard
            title="The entry could not be loaded"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isPending && (
          <Panel>
            <SkeletonRows />
          </Panel>
        )}
        {query.data !== undefined && (
          <>
            <NotNow source={query.data} />
            <EntryEditor slug={slug} source={query.data.files} />
            <Earlier slug={slug} />
          </>
        )}
      </PageBody>
    </>
  );
}

/** Says before anything is typed that it cannot be saved now. */
function NotNow({ source }: { source: Pick<EntrySource, "mode" | "writes"> }) {
  if (!source.writes) {
    return (
      <Notice tone="warn" title="This catalog is not changed from the console">
        Set <code>HOMEPORT_CATALOG_WRITES</code> to on, for web and workers, or change its
        repository.
      </Notice>
    );
  }
  if (source.mode === "following") return null;
  return (
    <Notice tone="warn" title={`The catalog is ${source.mode}, and nothing can be saved`}>
      Whoever operates it can have it follow its branch again.
    </Notice>
  );
}

/** One's own changes of this entry. */
function Earlier({ slug }: { slug: string }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.operations.listMine.infiniteQueryOptions({ ...olderInput, slug }, olderQuery),
  );
  const isNone = query.data?.pages[0]?.items.length === 0;
  if (query.isPending || isNone) return null;
  return <CatalogChangeList title="Your changes of this entry" query={query} />;
}
