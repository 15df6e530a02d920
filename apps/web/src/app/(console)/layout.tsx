import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ConsoleProviders } from "../../data/console-providers.tsx";
import { readViewer } from "../../data/read-viewer.ts";
import { freeze, serverQueries } from "../../data/server-queries.ts";
import { Shell } from "../../shell/shell.tsx";
import { ViewerProvider } from "../../shell/viewer.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const viewer = await readViewer();
  const { queryClient } = await serverQueries();
  return (
    <ConsoleProviders>
      <HydrationBoundary state={freeze(queryClient)}>
        <ViewerProvider viewer={viewer}>
          <Shell>{children}</Shell>
        </ViewerProvider>
      </HydrationBoundary>
    </ConsoleProviders>
  );
}
