"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { appFollowMs } from "../lifecycle/follow.ts";
import { type AppFilter, appListInput, nextAppCursor } from "./app-query.ts";

/** The organization's apps, page by page, asked again while somebody looks. */
export function useApps(filter: AppFilter) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.apps.list.infiniteQueryOptions(appListInput(filter), {
      getNextPageParam: nextAppCursor,
      refetchInterval: ({ state }) => appFollowMs(state.data?.pages.flatMap(({ items }) => items)),
      placeholderData: (previous) => previous,
    }),
  );
}
