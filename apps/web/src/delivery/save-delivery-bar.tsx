"use client";

import { ArrowRight } from "lucide-react";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { type DeliveryField, fieldLabels, listChanges } from "./delivery-draft.ts";
import type { DraftOfDelivery } from "./use-delivery-draft.ts";

export interface SaveDeliveryBarProps {
  draft: DraftOfDelivery;
  /** Fields with a problem, for which the draft cannot be saved. */
  blocked: readonly DeliveryField[];
  busy: boolean;
  error: unknown;
  /** Somebody else saved first, and that is to be settled before. */
  conflicting: boolean;
  onDiscard: () => void;
}

/** What saving would change, setting by setting; stays in view while the form scrolls. */
export function SaveDeliveryBar({
  draft,
  blocked,
  busy,
  error,
  conflicting,
  onDiscard,
}: SaveDeliveryBarProps) {
  const changes = listChanges(draft.base, draft.change);
  return (
    <>
      {error !== null && <ErrorCard title="The delivery settings were not saved" error={error} />}
      <div className="sticky bottom-4 z-10 max-lg:bottom-[4.5rem]">
        {draft.dirty && (
          <section
            aria-label="What changes"
            className="rounded-lg border border-line-strong bg-raised px-4 py-3 shadow-2"
          >
            <ScrollBox label="Each change" className="max-h-40">
              <ul className="grid gap-1 text-sm">
                {changes.map(({ field, label, before, after }) => (
                  <li key={field} className="wrap-anywhere flex flex-wrap items-center gap-x-2">
                    <span className="font-medium text-ink">{label}</span>
                    <span className="text-ink-3 line-through">
                      <span className="sr-only">from </span>
                      {before}
                    </span>
                    <ArrowRight className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
                    <span className="text-ink">
                      <span className="sr-only">to </span>
                      {after}
                    </span>
                  </li>
                ))}
              </ul>
            </ScrollBox>
            <div className="mt-2 flex flex-wrap items-center justify-between gap-3">
              <p aria-live="polite" className="text-ink-3 text-sm">
                {conflicting
                  ? "Choose above which settings are to count."
                  : blocked.length > 0
                    ? `Look again at: ${blocked.map((field) => fieldLabels[field]).join(", ")}.`
                    : "Counts from the next request on; what is under way goes on."}
              </p>
              <div className="flex gap-2 max-sm:w-full max-sm:[&>*]:flex-1">
                <Button onClick={onDiscard} disabled={busy}>
                  Discard
                </Button>
                <Button
                  look="primary"
                  type="submit"
                  busy={busy}
                  disabled={blocked.length > 0 || conflicting || changes.length === 0}
                >
                  Save changes
                </Button>
              </div>
            </div>
          </section>
        )}
      </div>
    </>
  );
}
