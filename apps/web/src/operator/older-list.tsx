"use client";

import type { ReactNode } from "react";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

/** A list that is read page by page, as far as it matters here. */
interface PagedQuery<Item> {
  readonly data: { readonly pages: readonly { readonly items: readonly Item[] }[] } | undefined;
  readonly error: unknown;
  readonly isError: boolean;
  readonly isFetching: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
}

export interface OlderListProps<Item> {
  query: PagedQuery<Item>;
  /** What the list holds, for those who hear it: "Deliveries". */
  label: string;
  /** What is said where there is nothing. */
  empty: ReactNode;
  /** One row, a list item. */
  children: (item: Item) => ReactNode;
}

/** A list of a panel that begins with the newest: what is there, and the way to what came before. */
export function OlderList<Item>({ query, label, empty, children }: OlderListProps<Item>) {
  const failed = (title: string, onRetry: () => unknown) => (
    <ErrorCard
      className="m-4"
      title={title}
      error={query.error}
      retrying={query.isFetching}
      onRetry={() => void onRetry()}
    />
  );
  if (query.data === undefined) {
    if (!query.isError) return <SkeletonRows />;
    return failed(`${label} could not be loaded`, () => query.refetch());
  }
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">{empty}</p>;
  }
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line">
        {items.map(children)}
      </ul>
      {query.isFetchNextPageError ? (
        failed("What is older could not be loaded", () => query.fetchNextPage())
      ) : (
        <MoreButton
          label="Show older"
          of={label}
          hasMore={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </>
  );
}
