import { Button } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";
import type { FieldConflict } from "./delivery-draft.ts";

export interface DeliveryConflictProps {
  conflicts: readonly FieldConflict[];
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** Somebody else saved these settings first: theirs and mine beside each other, and the choice between them. */
export function DeliveryConflict({ conflicts, onTakeTheirs, onKeepMine }: DeliveryConflictProps) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title="Somebody else saved these settings meanwhile"
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
      <div className="mt-2 overflow-x-auto">
        <table className="w-full min-w-80 text-left text-sm">
          <thead className="text-ink-3 text-xs">
            <tr>
              <th scope="col" className="py-1 pr-4 font-medium">
                Setting
              </th>
              <th scope="col" className="py-1 pr-4 font-medium">
                Theirs, stored now
              </th>
              <th scope="col" className="py-1 font-medium">
                Yours, not saved
              </th>
            </tr>
          </thead>
          <tbody>
            {conflicts.map(({ field, label, theirs, mine }) => (
              <tr key={field} className="wrap-anywhere border-warn-line border-t align-top">
                <th scope="row" className="py-1 pr-4 font-medium text-ink">
                  {label}
                </th>
                <td className="py-1 pr-4 text-ink">{theirs}</td>
                <td className="py-1 text-ink">
                  {mine ?? <span className="text-ink-3">Not changed by you</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1 font-mono text-ink-3 text-xs">VERSION_CONFLICT</p>
    </Notice>
  );
}
