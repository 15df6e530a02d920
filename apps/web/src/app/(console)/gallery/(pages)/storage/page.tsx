import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { StoragePage } from "../../../../../gallery/storage/storage-page.tsx";

export const metadata: Metadata = { title: "Storage of photos" };

export default async function Page() {
  const refusal = await requirePermission("gallery.admin", "the storage of photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.gallery.storage.status.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <StoragePage />
    </HydrationBoundary>
  );
}
