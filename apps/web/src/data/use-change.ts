"use client";

import {
  type DefaultError,
  type MutationFunction,
  type QueryKey,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { toast } from "sonner";
import { withFactor } from "../step-up/ask-again.ts";
import { useAskForFactor } from "../step-up/step-up-provider.tsx";
import { readFailure } from "./failure.ts";

/** How one cached answer looks once the change has been made. */
export interface Preview<Variables> {
  queryKey: QueryKey;
  /** Called with the cached answer; must not change it. */
  apply: (cached: unknown, variables: Variables) => unknown;
}

export interface ChangeOptions<Output, Variables> {
  mutationFn?: MutationFunction<Output, Variables> | undefined;
  mutationKey?: QueryKey | undefined;
  /** Shown at once, and taken back when the change fails. */
  preview?: Preview<Variables>[];
  /** Answers that are read again afterwards, whatever happened. */
  refresh?: QueryKey[];
  /** What did not happen, as the title of the failure: "The name was not changed". */
  failed: string;
  /** Told when the change is made; leave it out where the page itself shows the outcome. */
  done?: string | ((output: Output, variables: Variables) => string);
  onDone?: (output: Output, variables: Variables) => void;
  /** Return true when the place that asked shows the failure itself. */
  onFailed?: (error: DefaultError, variables: Variables) => boolean;
}

/**
 * A change that is shown at once and rolled back with a reason when it fails. One that is privileged asks for a factor
 * in place when it has to, and goes on.
 */
export function useChange<Output, Variables>(options: ChangeOptions<Output, Variables>) {
  const queryClient = useQueryClient();
  const ask = useAskForFactor();
  const { mutationFn } = options;
  return useMutation<Output, DefaultError, Variables, Map<QueryKey, unknown>>({
    ...(mutationFn === undefined
      ? {}
      : {
          mutationFn: (variables, context) => withFactor(ask, () => mutationFn(variables, context)),
        }),
    ...(options.mutationKey === undefined ? {} : { mutationKey: options.mutationKey }),
    async onMutate(variables) {
      const before = new Map<QueryKey, unknown>();
      for (const { queryKey, apply } of options.preview ?? []) {
        await queryClient.cancelQueries({ queryKey });
        for (const [key, cached] of queryClient.getQueriesData({ queryKey })) {
          if (cached !== undefined) {
            before.set(key, cached);
            queryClient.setQueryData(key, apply(cached, variables));
          }
        }
      }
      return before;
    },
    onError(error, variables, before) {
      for (const [key, cached] of before ?? []) {
        queryClient.setQueryData(key, cached);
      }
      if (options.onFailed?.(error, variables) !== true) {
        const failure = readFailure(error);
        toast.error(options.failed, { description: `${failure.sentence} (${failure.code})` });
      }
    },
    onSuccess(output, variables) {
      if (options.done !== undefined) {
        toast.success(
          typeof options.done === "string" ? options.done : options.done(output, variables),
        );
      }
      options.onDone?.(output, variables);
    },
    async onSettled() {
      await Promise.all(
        (options.refresh ?? []).map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      );
    },
  });
}
