"use client";

import { Button } from "./button.tsx";

export interface MoreButtonProps {
  hasMore: boolean;
  busy: boolean;
  onMore: () => void;
}

/** Lists end by saying so: either there is more to load, or this is all. */
export function MoreButton({ hasMore, busy, onMore }: MoreButtonProps) {
  if (!hasMore) {
    return null;
  }
  return (
    <div className="border-line border-t p-3 text-center">
      <Button look="ghost" size="sm" busy={busy} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
