import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import type { VersionedForm } from "./use-versioned.ts";

/** Why a form was not saved: somebody was faster, which asks for a choice, or anything else, which may be tried again. */
export function SaveFailure({ form, what }: { form: VersionedForm; what: string }) {
  if (form.isConflicting) {
    return (
      <Notice
        tone="warn"
        role="alert"
        title="Somebody else saved this meanwhile"
        action={
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={form.reset}>
              Take theirs
            </Button>
            <Button size="sm" onClick={form.keepMine}>
              Keep mine
            </Button>
          </div>
        }
      >
        <p>
          Nothing of yours was saved and nothing is lost. Keeping yours lets you save it over
          theirs.
        </p>
        <p className="mt-1 font-mono text-ink-3 text-xs">VERSION_CONFLICT</p>
      </Notice>
    );
  }
  return form.error === null ? null : (
    <ErrorCard title={`${what} was not changed`} error={form.error} onRetry={form.save} />
  );
}
