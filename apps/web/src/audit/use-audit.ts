"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { type AuditFilter, auditListInput, nextAuditCursor } from "./audit-filter.ts";

export function useAudit(filter: AuditFilter) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(auditListInput(filter), {
      getNextPageParam: nextAuditCursor,
      placeholderData: (previous) => previous,
    }),
  );
}
