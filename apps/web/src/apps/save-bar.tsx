"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";

export interface SaveBarProps {
  dirty: boolean;
  /** A row has a problem, so the draft cannot be saved. */
  blocked: boolean;
  busy: boolean;
  error: unknown;
  /** Paths that the draft would make public. */
  opened: readonly string[];
  onDiscard: () => void;
  onSave: () => void;
}

/** Says that there is a draft and what saving it would open; stays in view while the rules scroll. */
export function SaveBar({ dirty, blocked, busy, error, opened, onDiscard, onSave }: SaveBarProps) {
  return (
    <>
      {error !== null && <ErrorCard title="The rules were not saved" error={error} />}
      <div aria-live="polite" className="z-10 max-lg:sticky max-lg:bottom-[4.5rem]">
        {dirty && (
          <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line-strong bg-raised px-4 py-3 shadow-2">
            <p className="text-ink-2 text-sm">
              {opened.length > 0 ? (
                <span className="flex items-center gap-2 font-medium text-warn">
                  <TriangleAlert className="size-4 shrink-0" aria-hidden="true" />
                  Saving makes {opened.join(", ")} public
                </span>
              ) : blocked ? (
                "One of the rules needs a look before it can be saved."
              ) : (
                "Not saved yet. Visitors meet the stored rules until you save."
              )}
            </p>
            <div className="flex gap-2 max-sm:w-full max-sm:[&>*]:flex-1">
              <Button onClick={onDiscard} disabled={busy}>
                Discard
              </Button>
              <Button look="primary" onClick={onSave} busy={busy} disabled={blocked}>
                Save rules
              </Button>
            </div>
          </div>
        )}
      </div>
    </>
  );
}
