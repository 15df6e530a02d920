import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readViewer } from "../../../../data/read-viewer.ts";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { KeysPage } from "../../../../keys/keys-page.tsx";

export const metadata: Metadata = { title: "Keys" };

export default async function Page() {
  await readViewer();
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.account.keys.list.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <KeysPage />
    </HydrationBoundary>
  );
}
