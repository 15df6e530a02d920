"use client";

import { type QueryKey, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { askEveryMs, nextRunCursor, runListInput, type TasksNow } from "./task-query.ts";

/** What goes on now, as the server tells it; history and lists are read again when a run has begun or ended. */
export function useTasksNow() {
  const { tasks } = useTRPC().gallery;
  const queryClient = useQueryClient();
  const watch = useSubscription(
    tasks.watch.subscriptionOptions(undefined, {
      onData: (now) => queryClient.setQueryData(tasks.now.queryKey(), now),
    }),
  );
  const query = useQuery(
    tasks.now.queryOptions(undefined, { refetchInterval: askEveryMs(watch.status) }),
  );
  const news = newsOf(query.data);
  useReadAgain(news, [
    tasks.list.pathKey(),
    tasks.issues.pathKey(),
    tasks.setAside.pathKey(),
    tasks.preview.pathKey(),
  ]);
  useReadAgain(runsOf(query.data), [tasks.outdated.pathKey()]);
  return query;
}

/** Has these answers read again whenever `news` is another than before. */
function useReadAgain(news: string, queryKeys: readonly QueryKey[]): void {
  const queryClient = useQueryClient();
  const known = useRef(news);
  const keys = useRef(queryKeys);
  keys.current = queryKeys;
  useEffect(() => {
    if (known.current === news) return;
    known.current = news;
    for (const queryKey of keys.current) void queryClient.invalidateQueries({ queryKey });
  }, [news, queryClient]);
}

/** Which runs there are: it is another when one has begun or ended. */
function runsOf(now: TasksNow | undefined): string {
  return (now?.active ?? []).map(({ runId }) => runId).join();
}

/** What has to change for the lists beside it to be read again. */
function newsOf(now: TasksNow | undefined): string {
  const runs = now?.active.map(({ runId, state, failed }) => `${runId} ${state} ${failed}`) ?? [];
  const aside = now?.backlog.map(({ kind, quarantined }) => `${kind} ${quarantined}`) ?? [];
  return [...runs, ...aside].join();
}

/**
 * How many photos are of an older recipe: asked when the page opens and when a run has ended, and not while one watches,
 * for the answer goes through every photo.
 */
export function useOutdated() {
  return useQuery(
    useTRPC().gallery.tasks.outdated.queryOptions(undefined, {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: "always",
    }),
  );
}

export function useRuns() {
  return useInfiniteQuery(
    useTRPC().gallery.tasks.list.infiniteQueryOptions(runListInput, {
      getNextPageParam: nextRunCursor,
      placeholderData: (previous) => previous,
    }),
  );
}

/** What is read again after a person has started, cancelled or retried something. */
export function useTaskKeys() {
  return [useTRPC().gallery.tasks.pathKey()];
}
