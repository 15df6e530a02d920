import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";

/** Makes an app; what lists apps is read again before `onCreated` is called. */
export function useCreateApp(onCreated: (appId: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.apps.create.mutationOptions({
      async onSuccess({ appId }) {
        await Promise.all(
          [trpc.apps.pathKey(), trpc.hosts.pathKey(), trpc.overview.pathKey()].map((queryKey) =>
            queryClient.invalidateQueries({ queryKey }),
          ),
        );
        onCreated(appId);
      },
    }),
  );
}
