"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import type { CatalogState } from "./operator-types.ts";

/** While a look is under way its end is looked for more often than the page is read. */
const followEveryMs = 500;

export interface FollowedLook {
  readonly isUnderWay: boolean;
  /** How the last one that was followed ended. */
  readonly outcome: string | undefined;
  /** Follows the look that was asked for under this number. */
  readonly follow: (asked: { readonly seq: number }) => void;
}

/** Follows a look at the repository that somebody on this page asked for, to its end. */
export function useFollowedLook(state: CatalogState): FollowedLook {
  const trpc = useTRPC();
  const [seq, setSeq] = useState<number | null>(null);
  const ended =
    seq === null ? undefined : state.syncs.findLast(({ seqThrough }) => seqThrough >= seq);
  const isUnderWay = seq !== null && ended === undefined && state.source.doneSeq < seq;
  useQuery(
    trpc.catalog.state.queryOptions(undefined, {
      enabled: isUnderWay,
      refetchInterval: followEveryMs,
      retry: false,
    }),
  );
  return { isUnderWay, outcome: ended?.outcome, follow: (asked) => setSeq(asked.seq) };
}
