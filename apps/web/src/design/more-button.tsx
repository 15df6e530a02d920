"use client";

import { Button } from "./button.tsx";

export interface MoreButtonProps {
  hasMore: boolean;
  busy: boolean;
  onMore: () => void;
  /** "Show more" unless told. */
  label?: string;
  /** What of, where a page has several such buttons: only those who hear the page are told. */
  of?: string;
}

/** Lists end by saying so: either there is more to load, or this is all. */
export function MoreButton({ hasMore, busy, onMore, label = "Show more", of }: MoreButtonProps) {
  if (!hasMore) {
    return null;
  }
  return (
    <div className="border-line border-t p-3 text-center">
      <Button
        look="ghost"
        size="sm"
        busy={busy}
        aria-label={of === undefined ? undefined : `${label}: ${of}`}
        onClick={onMore}
      >
        {label}
      </Button>
    </div>
  );
}
