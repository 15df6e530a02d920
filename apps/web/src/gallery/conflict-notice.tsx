import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";

export interface ConflictNoticeProps {
  title: string;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  /** What differs, where that is known. */
  children?: ReactNode;
}

/** Somebody else saved first: the choice between theirs and mine. */
export function ConflictNotice(props: ConflictNoticeProps) {
  const { title, onTakeTheirs, onKeepMine, children } = props;
  return (
    <Notice
      tone="warn"
      role="alert"
      title={title}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={onTakeTheirs}>
            Take theirs
          </Button>
          <Button size="sm" onClick={onKeepMine}>
            Keep mine
          </Button>
        </div>
      }
    >
      <p>
        Nothing of yours was saved and nothing is lost. Keeping yours lets you save it over theirs.
      </p>
      {children}
      <p className="mt-1 font-mono text-ink-3 text-xs">VERSION_CONFLICT</p>
    </Notice>
  );
}
