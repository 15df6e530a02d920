"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { PageHead } from "../design/page.tsx";
import { useSettled } from "../design/use-settled.ts";
import { type AuditFilter, auditFileOf, everything } from "./audit-filter.ts";
import type { AuditColumn } from "./audit-list.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { targetWords } from "./audit-words.ts";
import { useAudit } from "./use-audit.ts";

const columns: readonly AuditColumn[] = [
  { title: "To what", tell: targetWords },
  { title: "From", tell: ({ address }) => address ?? "–", className: "font-mono text-ink-3" },
];

export function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>(everything);
  const settled = useSettled(filter);
  return (
    <>
      <PageHead
        title="Audit"
        lead="Who did what here, the newest first. Nothing in it can be changed."
        actions={
          <Button asChild>
            <a href={auditFileOf(settled)} download>
              <Download aria-hidden="true" /> CSV
            </a>
          </Button>
        }
      />
      <AuditPanel
        label="Audit"
        filter={filter}
        onFilter={setFilter}
        query={useAudit(settled)}
        columns={columns}
        widths="lg:grid-cols-[9.5rem_minmax(0,1.2fr)_minmax(0,1.2fr)_minmax(0,1.6fr)_minmax(0,1fr)]"
        hint="Entries are found by who acted, by what it was done to, by the kind of act, and by day."
      />
    </>
  );
}
