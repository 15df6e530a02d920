import { Button } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";

export interface RulesConflictProps {
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** Somebody else saved these rules first. */
export function RulesConflict({ onTakeTheirs, onKeepMine }: RulesConflictProps) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title="Somebody else saved these rules meanwhile"
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={onTakeTheirs}>
            Show theirs
          </Button>
          <Button size="sm" onClick={onKeepMine}>
            Keep my draft
          </Button>
        </div>
      }
    >
      Nothing of yours was saved and nothing is lost. Keeping your draft lets you save it over
      theirs.
      <p className="mt-1 font-mono text-ink-3 text-xs">VERSION_CONFLICT</p>
    </Notice>
  );
}
