"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ReasonDialog } from "../vaults/reason-dialog.tsx";

interface RollBackProps {
  generation: number;
  /** What is served while it is asked. */
  serving: number;
  onClose: () => void;
}

/** Serves an earlier generation again, and stays there. */
export function RollBack({ generation, serving, onClose }: RollBackProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.catalog.rollback.mutationOptions(),
    refresh: [trpc.catalog.state.queryKey(), trpc.catalog.generations.infiniteQueryKey()],
    failed: "Nothing was rolled back",
    done: (made) => `Generation ${generation} is served again, as generation ${made.generation}`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ReasonDialog
      title={`Roll back to generation ${generation}?`}
      note="It is served again on every replica, as a new generation. The repository is not touched, and the catalog is paused until you follow the branch again."
      verb="Roll back"
      busy={change.isPending}
      error={change.error}
      onClose={onClose}
      onReason={(reason) =>
        change.mutate({ generation, expectedGeneration: serving, reason: reason.slice(0, 200) })
      }
    />
  );
}
