"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";

/** Installs an entry; what lists apps is read again before `onInstalled` is called. */
export function useInstall(onInstalled: (appId: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.catalog.install.start.mutationOptions({
      async onSuccess({ appId }) {
        await Promise.all(
          [trpc.apps.pathKey(), trpc.hosts.pathKey(), trpc.overview.pathKey()].map((queryKey) =>
            queryClient.invalidateQueries({ queryKey }),
          ),
        );
        onInstalled(appId);
      },
    }),
  );
}
