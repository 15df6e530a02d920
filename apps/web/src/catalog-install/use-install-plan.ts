"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPCClient } from "../data/trpc.ts";
import { useSettled } from "../design/use-settled.ts";
import { type ChoiceProblem, type InstallChoice, standingProblems } from "./install-draft.ts";

export interface PlanCheck {
  /** What is wrong with what is chosen now, by field, as far as it was looked at. */
  problems: readonly ChoiceProblem[];
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
    async queryFn() {
      const checked: InstallChoice = JSON.parse(settled);
      const { problems } = await client.catalog.install.plan.mutate(checked);
      return { checked, problems };
    },
    staleTime: 60_000,
    // Passwords are among it: gone with the page.
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  return {
    problems: data === undefined ? [] : standingProblems(data.problems, data.checked, choice),
    isBehind: settled !== text || query.isFetching || query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
