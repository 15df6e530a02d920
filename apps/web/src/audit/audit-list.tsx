"use client";

import { type ReactNode, useState } from "react";
import { Badge } from "../design/badge.tsx";
import { formatInstant } from "../design/format.ts";
import { AuditDetail } from "./audit-detail.tsx";
import type { AuditRow } from "./audit-filter.ts";
import { actorWords } from "./audit-words.ts";

/** What a list tells of an entry beside when, who and what. */
export interface AuditColumn {
  readonly title: string;
  readonly tell: (entry: AuditRow) => ReactNode;
  readonly className?: string;
}

export interface AuditListProps {
  label: string;
  entries: readonly AuditRow[];
  columns: readonly AuditColumn[];
  /** The widths of all columns on a wide screen, as a class. */
  widths: string;
}

/** Rows that open to all that is known of an entry. */
export function AuditList({ label, entries, columns, widths }: AuditListProps) {
  const [shown, setShown] = useState<AuditRow | null>(null);
  return (
    <>
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${widths}`}
      >
        {["When", "Who", "What", ...columns.map(({ title }) => title)].map((title) => (
          <span key={title}>{title}</span>
        ))}
      </div>
      <ul aria-label={label} className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.entryId}>
            <Row entry={entry} columns={columns} widths={widths} onOpen={() => setShown(entry)} />
          </li>
        ))}
      </ul>
      <AuditDetail entry={shown} onClose={() => setShown(null)} />
    </>
  );
}

interface RowProps extends Pick<AuditListProps, "columns" | "widths"> {
  entry: AuditRow;
  onOpen: () => void;
}

function Row({ entry, columns, widths, onOpen }: RowProps) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className={`grid w-full gap-x-4 gap-y-0.5 px-4 py-3 text-left text-sm hover:bg-hover/50 focus-visible:outline-offset-[-2px] sm:px-5 ${widths}`}
    >
      <time dateTime={entry.at.toISOString()} className="text-ink-3 tabular-nums">
        {formatInstant(entry.at)}
      </time>
      <span className="wrap-anywhere font-medium text-ink">{actorWords(entry.actor)}</span>
      <span className="flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere text-ink-2">{entry.action}</code>
        {entry.outcome !== "success" && <Badge tone="bad">{entry.outcome}</Badge>}
      </span>
      {columns.map(({ title, tell, className = "text-ink-2" }) => (
        <span key={title} className={`wrap-anywhere ${className}`}>
          {tell(entry)}
        </span>
      ))}
    </button>
  );
}
