import type { ReactNode } from "react";
import { loadSubject } from "../../../../../data/load.ts";
import { serverQueries } from "../../../../../data/server-queries.ts";

interface AlbumLayoutProps {
  params: Promise<{ albumId: string }>;
  children: ReactNode;
}

/** An album that there is not is found out before the answer begins, so that its status is 404. */
export default async function Layout({ params, children }: AlbumLayoutProps) {
  const { albumId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.gallery.albums.get.queryOptions({ albumId })));
  return children;
}
