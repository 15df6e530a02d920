"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useMay } from "../shell/viewer.tsx";

const ToldContext = createContext(false);

/**
 * Has what a page shows of the gallery read again as soon as it is told to be another. It listens while somebody looks:
 * a browser opens few connections to one address, and pages in the background would take them all.
 */
export function NewsProvider({ children }: { children: ReactNode }) {
  const { gallery } = useTRPC();
  const queryClient = useQueryClient();
  const mayRead = useMay("gallery.read");
  const isSeen = useIsSeen();
  const keys = {
    "gallery.image": [gallery.images.list.pathKey(), gallery.images.get.pathKey()],
    "gallery.album": [gallery.albums.pathKey()],
    "gallery.settings": [gallery.settings.pathKey()],
    // The page of tasks has a stream of its own.
    "gallery.run": [],
  };
  const watch = useSubscription(
    gallery.watch.subscriptionOptions(undefined, {
      enabled: mayRead && isSeen,
      onData(topics) {
        for (const queryKey of topics.flatMap((topic) => keys[topic])) {
          void queryClient.invalidateQueries({ queryKey });
        }
      },
    }),
  );
  return <ToldContext value={watch.status === "pending"}>{children}</ToldContext>;
}

/** Whether a page is told when what it shows is another, and so need not ask as often. */
export function useIsTold(): boolean {
  return useContext(ToldContext);
}

function useIsSeen(): boolean {
  return useSyncExternalStore(
    followVisibility,
    () => document.visibilityState === "visible",
    () => false,
  );
}

function followVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
