import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../../data/server-queries.ts";
import { UploadPage } from "../../../../../gallery/upload-page.tsx";

export const metadata: Metadata = { title: "Upload" };

export default async function Page() {
  const refusal = await requirePermission("gallery.upload", "photos");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  const { albums, uploads } = trpc.gallery;
  await Promise.all([
    queryClient.prefetchQuery(albums.list.queryOptions()),
    queryClient.prefetchQuery(uploads.limits.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <UploadPage />
    </HydrationBoundary>
  );
}
