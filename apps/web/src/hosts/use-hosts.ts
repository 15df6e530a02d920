"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { type HostFilter, hostListInput, hostPollMs, nextHostCursor } from "./host-query.ts";

/** The organization's hosts, page by page, asked again while somebody looks. */
export function useHosts(filter: HostFilter) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.hosts.list.infiniteQueryOptions(hostListInput(filter), {
      getNextPageParam: nextHostCursor,
      refetchInterval: hostPollMs,
      placeholderData: (previous) => previous,
    }),
  );
}
