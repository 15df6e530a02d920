"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { nextAppCursor } from "../apps/app-query.ts";
import type { AppDetail } from "../apps/app-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { logFollowMs, operationFollowMs, operationsInput } from "./follow.ts";

/** What was done to an app, the newest first, page by page; followed while something is being done. */
export function useOperations({ appId, hostOnline }: Pick<AppDetail, "appId" | "hostOnline">) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.apps.operations.infiniteQueryOptions(operationsInput(appId), {
      getNextPageParam: nextAppCursor,
      refetchInterval: ({ state }) =>
        operationFollowMs(
          state.data?.pages.flatMap(({ items }) => items),
          hostOnline,
        ),
    }),
  );
}

/** What an operation has printed; asked for again until it is over, less often the longer nothing is added. */
export function useOperationLog(operationId: string) {
  const trpc = useTRPC();
  const changedAtMs = useRef(0);
  const query = useQuery(
    trpc.apps.log.queryOptions(
      { operationId },
      {
        staleTime: 0,
        refetchInterval: ({ state }) =>
          state.data?.isOver === true ? false : logFollowMs(Date.now() - changedAtMs.current),
      },
    ),
  );
  const text = query.data?.text;
  useEffect(() => {
    if (text !== undefined) changedAtMs.current = Date.now();
  }, [text]);
  return query;
}
