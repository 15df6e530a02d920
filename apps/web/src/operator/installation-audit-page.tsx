"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type AuditFilter,
  auditListInput,
  everything,
  nextAuditCursor,
} from "../audit/audit-filter.ts";
import type { AuditColumn } from "../audit/audit-list.tsx";
import { AuditPanel } from "../audit/audit-panel.tsx";
import { targetWords } from "../audit/audit-words.ts";
import { useTRPC } from "../data/trpc.ts";
import { PanelHead } from "../design/panel.tsx";
import { useSettled } from "../design/use-settled.ts";

const title = "Record of the installation";

const columns: readonly AuditColumn[] = [
  { title: "To what", tell: targetWords },
  { title: "From", tell: ({ address }) => address ?? "–", className: "font-mono text-ink-3" },
];

/** What was done under no organization. */
export function InstallationAuditPage() {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<AuditFilter>(everything);
  const settled = useSettled(filter);
  const query = useInfiniteQuery(
    trpc.fleet.audit.infiniteQueryOptions(auditListInput(settled), {
      getNextPageParam: nextAuditCursor,
      placeholderData: (previous) => previous,
    }),
  );
  return (
    <AuditPanel
      label={title}
      head={
        <PanelHead
          title={title}
          note="What was done to the fleet, by operators, and at the door: what belongs to no organization, the newest first."
        />
      }
      filter={filter}
      onFilter={setFilter}
      query={query}
      columns={columns}
      widths="lg:grid-cols-[9.5rem_minmax(0,1.2fr)_minmax(0,1.2fr)_minmax(0,1.6fr)_minmax(0,1fr)]"
      hint="Entries are found by who acted, by what it was done to, by the kind of act, and by day."
    />
  );
}
