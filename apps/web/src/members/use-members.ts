"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { nextMemberCursor } from "./member-query.ts";

export function useMembers() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.members.list.infiniteQueryOptions({}, { getNextPageParam: nextMemberCursor }),
  );
}

export function useInvitations() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.members.invitations.infiniteQueryOptions({}, { getNextPageParam: nextMemberCursor }),
  );
}
