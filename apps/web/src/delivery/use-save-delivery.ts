"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import type { Delivery } from "../apps/app-types.ts";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { type DeliveryProblems, fieldOfRefusal } from "./delivery-draft.ts";
import type { DraftOfDelivery } from "./use-delivery-draft.ts";

export interface SaveDelivery {
  busy: boolean;
  /** What was refused as a whole: neither a conflict nor one field. */
  error: unknown;
  /** What was refused in one field. */
  problems: DeliveryProblems;
  /** What somebody else stored meanwhile; null when nobody did. */
  conflict: Delivery | null;
  submit: () => void;
  resolve: (keep: "theirs" | "mine") => void;
  forget: () => void;
}

/**
 * Saves a draft over the version that it began from. When somebody else saved first, theirs is fetched and the
 * person chooses; nothing is overwritten unseen, and nothing that was typed is lost.
 */
export function useSaveDelivery(appId: string, draft: DraftOfDelivery): SaveDelivery {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [conflict, setConflict] = useState<Delivery | null>(null);
  const options = trpc.delivery.get.queryOptions({ appId });
  const set = useMutation(
    trpc.delivery.set.mutationOptions({
      async onSuccess(saved) {
        await queryClient.cancelQueries({ queryKey: options.queryKey });
        queryClient.setQueryData(options.queryKey, saved);
        draft.restart(saved);
        toast.success("The delivery settings are saved", {
          description: "They count from the next request on.",
        });
        await queryClient.invalidateQueries({ queryKey: trpc.apps.pathKey() });
      },
      async onError(error) {
        if (readFailure(error).code === "VERSION_CONFLICT") {
          setConflict(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
        }
      },
    }),
  );
  function forget() {
    setConflict(null);
    set.reset();
  }
  function resolve(keep: "theirs" | "mine") {
    if (conflict !== null) {
      (keep === "theirs" ? draft.restart : draft.rebase)(conflict);
      forget();
    }
  }
  const failure = set.isError ? readFailure(set.error) : null;
  const problems = failure === null ? {} : fieldOfRefusal(failure);
  const isWhole = failure?.code !== "VERSION_CONFLICT" && Object.keys(problems).length === 0;
  return {
    busy: set.isPending,
    error: isWhole ? set.error : null,
    ...{ problems, conflict, resolve, forget },
    submit: () => set.mutate({ appId, version: draft.base.version, ...draft.change }),
  };
}
