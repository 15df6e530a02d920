"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
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
  const known = useRef(news);
  useEffect(() => {
    if (known.current === news) return;
    known.current = news;
    for (const { queryKey } of [
      { queryKey: tasks.list.pathKey() },
      { queryKey: tasks.issues.pathKey() },
      { queryKey: tasks.setAside.pathKey() },
      { queryKey: tasks.preview.pathKey() },
    ]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  }, [news, queryClient, tasks]);
  return query;
}

/** What has to change for the lists beside it to be read again. */
function newsOf(now: TasksNow | undefined): string {
  const runs = now?.active.map(({ runId, state, failed }) => `${runId} ${state} ${failed}`) ?? [];
  const aside = now?.backlog.map(({ kind, quarantined }) => `${kind} ${quarantined}`) ?? [];
  return [...runs, ...aside].join();
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
