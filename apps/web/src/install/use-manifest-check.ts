"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPCClient } from "../data/trpc.ts";
import { useSettled } from "../design/use-settled.ts";
import type { Manifest } from "./consent-words.ts";

export interface ManifestCheck {
  /** What the text says of an app; null while that is not known, and where it says nothing of one. */
  manifest: Manifest | null;
  problems: readonly string[];
  /** The text is newer than what is said of it. */
  isBehind: boolean;
  error: unknown;
  retry: () => void;
}

/** Looks at a manifest whenever its writer pauses. */
export function useManifestCheck(text: string): ManifestCheck {
  const client = useTRPCClient();
  const settled = useSettled(text, 400);
  const isBlank = settled.trim() === "";
  const query = useQuery({
    queryKey: ["manifest", settled],
    queryFn: () => client.apps.checkManifest.mutate({ text: settled }),
    enabled: !isBlank,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const { manifest = null, problems = [] } = isBlank ? {} : (query.data ?? {});
  return {
    ...{ manifest, problems, error: query.error },
    isBehind: settled !== text || query.isFetching,
    retry: () => void query.refetch(),
  };
}
