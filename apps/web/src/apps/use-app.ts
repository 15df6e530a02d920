"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { appFollowMs } from "../lifecycle/follow.ts";

/** One app, asked again while somebody looks. */
export function useApp(appId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.apps.get.queryOptions(
      { appId },
      { refetchInterval: ({ state }) => appFollowMs(state.data && [state.data]) },
    ),
  );
}
