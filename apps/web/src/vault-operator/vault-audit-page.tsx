"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import {
  type AuditFilter,
  auditListInput,
  everything,
  nextAuditCursor,
  vaultAuditFileOf,
} from "../audit/audit-filter.ts";
import type { AuditColumn } from "../audit/audit-list.tsx";
import { AuditPanel } from "../audit/audit-panel.tsx";
import { targetWords } from "../audit/audit-words.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { PanelHead } from "../design/panel.tsx";
import { useSettled } from "../design/use-settled.ts";
import { changeWords, reasonWords, vaultActs } from "./vault-audit-words.ts";

const title = "What was done to vaults";

const columns: readonly AuditColumn[] = [
  { title: "Vault", tell: targetWords },
  { title: "Reason", tell: reasonWords },
  { title: "Before, after", tell: changeWords, className: "text-ink-3" },
];

/** What people did to vaults of all organizations. */
export function VaultAuditPage() {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<AuditFilter>(everything);
  const settled = useSettled(filter);
  const query = useInfiniteQuery(
    trpc.vaultOperator.audit.infiniteQueryOptions(auditListInput(settled), {
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
          note="Of all organizations, the newest first. What signers sign stands in the vaults themselves."
          actions={
            <Button asChild>
              <a href={vaultAuditFileOf(settled)} download>
                <Download aria-hidden="true" /> CSV
              </a>
            </Button>
          }
        />
      }
      filter={filter}
      acts={vaultActs}
      onFilter={setFilter}
      query={query}
      columns={columns}
      widths="lg:grid-cols-[9.5rem_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)]"
      hint="Entries are found by who acted, by a vault's id, by the kind of act, and by day."
    />
  );
}
