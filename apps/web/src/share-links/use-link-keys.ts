"use client";

import type { QueryKey } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";

/** Answers that a change of an app's links makes old: the links, and who can open it. */
export function useLinkKeys(appId: string): QueryKey[] {
  const trpc = useTRPC();
  return [trpc.shareLinks.list.queryKey({ appId }), trpc.gate.whoCanOpen.pathKey()];
}
