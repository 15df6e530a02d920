import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";

/** Installs an app; what lists apps is read again before `onInstalled` is called. */
export function useInstallApp(onInstalled: (appId: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.apps.install.mutationOptions({
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
