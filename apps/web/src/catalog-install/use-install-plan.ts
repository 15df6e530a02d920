"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPCClient } from "../data/trpc.ts";
import { useSettled } from "../design/use-settled.ts";
import type { InstallChoice } from "./install-draft.ts";

export interface PlanCheck {
  /** All that is wrong with what was chosen, by field. */
  problems: readonly { field: string; message: string }[];
  /** The choice is newer than what is said of it, and that is still to come. */
  isBehind: boolean;
  error: unknown;
  retry: () => void;
}

/** Has a choice checked whenever whoever makes it pauses. */
export function useInstallPlan(choice: InstallChoice): PlanCheck {
  const client = useTRPCClient();
  const text = JSON.stringify(choice);
  const settled = useSettled(text, 300);
  const query = useQuery({
    queryKey: ["install-plan", settled],
    queryFn: () => client.catalog.install.plan.mutate(JSON.parse(settled)),
    staleTime: 60_000,
    // Passwords are among it: gone with the page.
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  return {
    problems: query.data?.problems ?? [],
    isBehind: settled !== text || query.isFetching || query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
