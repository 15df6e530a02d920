"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";

const nextCursor = (page: { nextCursor: string | null }) => page.nextCursor ?? undefined;

export function useMembers() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.members.list.infiniteQueryOptions({}, { getNextPageParam: nextCursor }),
  );
}

export function useInvitations() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.members.invitations.infiniteQueryOptions({}, { getNextPageParam: nextCursor }),
  );
}
