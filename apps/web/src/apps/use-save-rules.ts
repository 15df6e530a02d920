"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import type { AppGate } from "./app-types.ts";
import type { RulesDraft } from "./use-rules-draft.ts";

export interface SaveRules {
  busy: boolean;
  /** What was refused, but for a conflict, which has its own question. */
  error: unknown;
  /** The rules that somebody else stored meanwhile; null when nobody did. */
  conflict: AppGate | null;
  submit: () => void;
  resolve: (keep: "theirs" | "mine") => void;
  forget: () => void;
}

/**
 * Saves a draft over the version that it began from. When somebody else saved first, theirs is fetched and the
 * person chooses; nothing is overwritten unseen.
 */
export function useSaveRules(appId: string, draft: RulesDraft): SaveRules {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [conflict, setConflict] = useState<AppGate | null>(null);
  const options = trpc.gate.rules.list.queryOptions({ appId });
  const replace = useMutation(
    trpc.gate.rules.replace.mutationOptions({
      async onSuccess(gate) {
        queryClient.setQueryData(options.queryKey, gate);
        draft.restart(gate);
        toast.success("The rules are saved", {
          description: "They count from the next request on.",
        });
        await queryClient.invalidateQueries({ queryKey: trpc.gate.whoCanOpen.pathKey() });
        await queryClient.invalidateQueries({ queryKey: trpc.apps.pathKey() });
      },
      async onError(error) {
        if (readFailure(error).code === "VERSION_CONFLICT") {
          setConflict(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
        }
      },
    }),
  );
  function resolve(keep: "theirs" | "mine") {
    if (conflict !== null) {
      (keep === "theirs" ? draft.restart : draft.rebase)(conflict);
      setConflict(null);
      replace.reset();
    }
  }
  const conflicting = replace.isError && readFailure(replace.error).code === "VERSION_CONFLICT";
  return {
    busy: replace.isPending,
    error: replace.isError && !conflicting ? replace.error : null,
    conflict,
    submit: () => replace.mutate({ appId, version: draft.base.version, rules: draft.rules }),
    resolve,
    forget() {
      setConflict(null);
      replace.reset();
    },
  };
}
