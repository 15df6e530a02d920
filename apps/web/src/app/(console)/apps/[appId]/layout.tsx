import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AppFrame } from "../../../../apps/app-frame.tsx";
import { loadSubject } from "../../../../data/load.ts";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";

interface AppLayoutProps {
  params: Promise<{ appId: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: AppLayoutProps): Promise<Metadata> {
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  const app = await queryClient.fetchQuery(trpc.apps.get.queryOptions({ appId })).catch(() => null);
  return { title: app?.title ?? "App" };
}

export default async function Layout({ params, children }: AppLayoutProps) {
  const refusal = await requirePermission("app.read", "apps");
  if (refusal !== null) {
    return refusal;
  }
  const { appId } = await params;
  const { queryClient, trpc } = await serverQueries();
  await loadSubject(queryClient.fetchQuery(trpc.apps.get.queryOptions({ appId })));
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <AppFrame appId={appId}>{children}</AppFrame>
    </HydrationBoundary>
  );
}
