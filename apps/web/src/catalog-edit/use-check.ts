"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import type { EntryCheck } from "./edit-types.ts";
import type { Draft } from "./use-draft.ts";

const settleMs = 300;

/** What is wrong with a draft, asked a moment after the last key; the answer to an older one never shows. */
export function useCheck(slug: string, draft: Draft) {
  const trpc = useTRPC();
  const [answer, setAnswer] = useState<{
    check: EntryCheck;
    of: Pick<Draft, "edited" | "changes">;
  } | null>(null);
  const { mutate, isPending, error } = useMutation(trpc.catalog.entries.check.mutationOptions());
  const { edited, changes } = draft;
  useEffect(() => {
    const asked = { slug, files: [...edited], changes: [...changes] };
    const of = { edited, changes };
    const timer = setTimeout(
      () => mutate(asked, { onSuccess: (check) => setAnswer({ check, of }) }),
      settleMs,
    );
    return () => clearTimeout(timer);
  }, [slug, edited, changes, mutate]);
  const isCurrent = answer?.of.edited === edited && answer.of.changes === changes;
  return {
    check: answer?.check ?? null,
    isChecking: isPending || (!isCurrent && error === null),
    error,
  };
}
