"use client";

import type { ReactNode } from "react";
import { Dialog } from "../design/dialog.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import type { AuditRow } from "./audit-filter.ts";
import { actorWords, targetWords } from "./audit-words.ts";

export interface AuditDetailProps {
  /** Null while none is open. */
  entry: AuditRow | null;
  onClose: () => void;
}

/** All that is known of one entry. */
export function AuditDetail({ entry, onClose }: AuditDetailProps) {
  if (entry === null) {
    return null;
  }
  const { actor, target } = entry;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={entry.action}
      note={`${actorWords(actor)}, ${entry.at.toISOString().replace("T", " ").replace("Z", " UTC")}`}
      className="sm:max-w-[38rem]"
    >
      <div className="-mx-4 sm:-mx-5">
        <Facts>
          <Fact name="Who">
            {actorWords(actor)} <Quiet>{actor.email ?? actor.kind}</Quiet>
            {actor.id !== null && <Id>{actor.id}</Id>}
          </Fact>
          <Fact name="To what">
            {targetWords(entry)} <Quiet>{target.kind}</Quiet>
            <Id>{target.id}</Id>
          </Fact>
          <Fact name="Outcome">
            {entry.outcome} {entry.errorCode !== null && <code>{entry.errorCode}</code>}
          </Fact>
          <Fact name="From">
            {entry.address === null ? "Not known" : <code>{entry.address}</code>}
          </Fact>
          {entry.requestId !== null && (
            <Fact name="Request">
              <code>{entry.requestId}</code>
            </Fact>
          )}
          {Object.keys(entry.detail).length > 0 && (
            <Fact name="Detail">
              <ScrollBox label="Detail" className="max-h-64">
                <pre className="whitespace-pre-wrap font-mono text-sm">
                  {JSON.stringify(entry.detail, null, 2)}
                </pre>
              </ScrollBox>
            </Fact>
          )}
        </Facts>
      </div>
    </Dialog>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="text-ink-3">{children}</span>;
}

function Id({ children }: { children: ReactNode }) {
  return <code className="block text-ink-3 text-xs">{children}</code>;
}
