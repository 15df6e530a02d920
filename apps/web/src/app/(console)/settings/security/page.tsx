import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readViewer } from "../../../../data/read-viewer.ts";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { SecurityPage } from "../../../../security/security-page.tsx";

export const metadata: Metadata = { title: "Security" };

export default async function Page() {
  await readViewer();
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.account.security.queryOptions());
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <SecurityPage />
    </HydrationBoundary>
  );
}
