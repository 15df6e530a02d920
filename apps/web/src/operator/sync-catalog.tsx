"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { outcomeWords } from "./catalog-state-words.ts";
import type { FollowedLook } from "./use-followed-look.ts";

/** Has the repository looked at now. It takes nothing away from anybody, so nobody is asked first. */
export function SyncCatalog({ look }: { look: FollowedLook }) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.catalog.sync.mutationOptions(),
    refresh: [trpc.catalog.state.queryKey()],
    failed: "The repository is not looked at",
    onDone: look.follow,
  });
  return (
    <Button busy={change.isPending || look.isUnderWay} onClick={() => change.mutate()}>
      Sync now
    </Button>
  );
}

/** How the look stands that was asked for here, by whichever button. */
export function LookStatus({ look: { isUnderWay, outcome } }: { look: FollowedLook }) {
  return (
    <p role="status" className="text-ink-2 text-sm empty:-me-2">
      {isUnderWay && "Looking at the repository…"}
      {!isUnderWay && outcome !== undefined && outcomeWords(outcome)}
    </p>
  );
}
