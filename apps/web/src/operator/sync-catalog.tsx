"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { outcomeWords } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";

/** While a look is under way its end is looked for more often than the page is read. */
const followEveryMs = 500;

/** Has the repository looked at now, and tells how that ended. It takes nothing away from anybody, so nobody is asked first. */
export function SyncCatalog({ state }: { state: CatalogState }) {
  const trpc = useTRPC();
  const [seq, setSeq] = useState<number | null>(null);
  const change = useChange({
    ...trpc.catalog.sync.mutationOptions(),
    refresh: [trpc.catalog.state.queryKey()],
    failed: "The repository is not looked at",
    onDone: (asked) => setSeq(asked.seq),
  });
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
  return (
    <>
      <p role="status" className="text-ink-2 text-sm">
        {isUnderWay && "Looking at the repository…"}
        {ended !== undefined && outcomeWords(ended.outcome)}
      </p>
      <Button busy={change.isPending || isUnderWay} onClick={() => change.mutate()}>
        Sync now
      </Button>
    </>
  );
}
