import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requirePermission } from "../../../data/require-permission.tsx";
import { freeze, serverQueries } from "../../../data/server-queries.ts";
import { nextMemberCursor } from "../../../members/member-query.ts";
import { MembersPage } from "../../../members/members-page.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function Page() {
  const refusal = await requirePermission("member.read", "members");
  if (refusal !== null) {
    return refusal;
  }
  const { queryClient, trpc } = await serverQueries();
  const pages = { getNextPageParam: nextMemberCursor };
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.members.list.infiniteQueryOptions({}, pages)),
    queryClient.prefetchInfiniteQuery(trpc.members.invitations.infiniteQueryOptions({}, pages)),
  ]);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <MembersPage />
    </HydrationBoundary>
  );
}
