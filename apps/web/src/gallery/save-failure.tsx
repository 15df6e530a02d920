import { ErrorCard } from "../design/error-card.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import type { VersionedForm } from "./use-versioned.ts";

/** Why a form was not saved: somebody was faster, which asks for a choice, or anything else, which may be tried again. */
export function SaveFailure({ form, what }: { form: VersionedForm; what: string }) {
  if (form.isConflicting) {
    return (
      <ConflictNotice
        title="Somebody else saved this meanwhile"
        onTakeTheirs={form.reset}
        onKeepMine={form.keepMine}
      />
    );
  }
  return form.error === null ? null : (
    <ErrorCard title={`${what} was not changed`} error={form.error} onRetry={form.save} />
  );
}
