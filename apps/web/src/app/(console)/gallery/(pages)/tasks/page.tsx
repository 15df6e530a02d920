import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { nextRunCursor, runListInput } from "../../../../../gallery/tasks/task-query.ts";
import { TasksPage } from "../../../../../gallery/tasks/tasks-page.tsx";

export const metadata: Metadata = { title: "Gallery tasks" };

export default async function Page() {
  const refusal = await requirePermission("gallery.read", "the gallery's tasks");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  const { albums, tasks } = trpc.gallery;
  const pages = { getNextPageParam: nextRunCursor };
  await Promise.all([
    queryClient.prefetchQuery(tasks.now.queryOptions()),
    queryClient.prefetchInfiniteQuery(tasks.list.infiniteQueryOptions(runListInput, pages)),
    queryClient.prefetchQuery(albums.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <TasksPage />
    </HydrationBoundary>
  );
}
