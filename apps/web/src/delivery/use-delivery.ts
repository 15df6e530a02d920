"use client";

import { useQuery } from "@tanstack/react-query";
import { appPollMs } from "../apps/app-query.ts";
import { useTRPC } from "../data/trpc.ts";

/** How an app is delivered, asked again while somebody looks: its host tells how the target answers. */
export function useDelivery(appId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.delivery.get.queryOptions({ appId }, { refetchInterval: appPollMs }));
}
