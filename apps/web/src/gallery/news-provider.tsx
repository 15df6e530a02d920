"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
} from "react";
import { useTRPC } from "../data/trpc.ts";
import { useMay } from "../shell/viewer.tsx";

/**
 * Never another value: what changes above a page that is coming to life has it made anew, and files that were chosen early are lost.
 */
const ToldContext = createContext<RefObject<boolean>>({ current: false });

/**
 * Has what a page shows of the gallery read again as soon as it is told to be another. It listens while somebody looks:
 * a browser opens few connections to one address, and pages in the background would take them all.
 */
export function NewsProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const { gallery } = trpc;
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
  const told = useRef(false);
  const isTold = watch.status === "pending";
  useEffect(() => {
    if (!isTold) return;
    told.current = true;
    return () => {
      told.current = false;
      // Whoever has been told waits long before asking, and what came meanwhile nobody told.
      void queryClient.invalidateQueries({ queryKey: trpc.gallery.images.pathKey() });
    };
  }, [isTold, queryClient, trpc]);
  return <ToldContext value={told}>{children}</ToldContext>;
}

/** Says, whenever it is asked, whether a page is told when what it shows is another, and so need not ask as often. */
export function useIsTold(): () => boolean {
  const told = useContext(ToldContext);
  return () => told.current;
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
