"use client";

import { useState } from "react";
import { AuditDetail } from "../audit/audit-detail.tsx";
import type { AuditRow } from "../audit/audit-filter.ts";
import { actorWords, targetWords } from "../audit/audit-words.ts";
import { Badge } from "../design/badge.tsx";
import { formatInstant } from "../design/format.ts";
import { changeWords, reasonWords } from "./vault-audit-words.ts";

const columns =
  "lg:grid-cols-[9.5rem_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)]";

/** Rows that open to all that is known of an entry. */
export function VaultAuditList({ entries }: { entries: readonly AuditRow[] }) {
  const [shown, setShown] = useState<AuditRow | null>(null);
  return (
    <>
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${columns}`}
      >
        {["When", "Who", "What", "Vault", "Reason", "Before, after"].map((title) => (
          <span key={title}>{title}</span>
        ))}
      </div>
      <ul aria-label="What was done to vaults" className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.entryId}>
            <Row entry={entry} onOpen={() => setShown(entry)} />
          </li>
        ))}
      </ul>
      <AuditDetail entry={shown} onClose={() => setShown(null)} />
    </>
  );
}

function Row({ entry, onOpen }: { entry: AuditRow; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className={`grid w-full gap-x-4 gap-y-0.5 px-4 py-3 text-left text-sm hover:bg-hover/50 focus-visible:outline-offset-[-2px] sm:px-5 ${columns}`}
    >
      <time dateTime={entry.at.toISOString()} className="text-ink-3 tabular-nums">
        {formatInstant(entry.at)}
      </time>
      <span className="wrap-anywhere font-medium text-ink">{actorWords(entry.actor)}</span>
      <span className="flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere text-ink-2">{entry.action}</code>
        {entry.outcome !== "success" && <Badge tone="bad">{entry.outcome}</Badge>}
      </span>
      <span className="wrap-anywhere text-ink-2">{targetWords(entry)}</span>
      <span className="wrap-anywhere text-ink-2">{reasonWords(entry)}</span>
      <span className="wrap-anywhere text-ink-3">{changeWords(entry)}</span>
    </button>
  );
}
