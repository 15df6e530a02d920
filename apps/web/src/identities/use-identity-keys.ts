"use client";

import { useTRPC } from "../data/trpc.ts";

/** Answers that a change of an identity makes old: the list, and what the access screens of apps show. */
export function useIdentityKeys() {
  const trpc = useTRPC();
  const queryKey = trpc.identities.list.queryKey();
  return { queryKey, refresh: [trpc.identities.pathKey(), trpc.gate.rules.pathKey()] };
}
