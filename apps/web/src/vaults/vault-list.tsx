"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import { VaultStatus } from "./vault-status.tsx";
import type { VaultRow } from "./vault-types.ts";
import { sourceWords } from "./vault-words.ts";

export function VaultList({ vaults }: { vaults: readonly VaultRow[] }) {
  return (
    <ul aria-label="Vaults" className="divide-y divide-line">
      {vaults.map((vault) => (
        <Row key={vault.id} vault={vault} />
      ))}
    </ul>
  );
}

function Row({ vault }: { vault: VaultRow }) {
  const { id, name, mode, source, head, threshold, voters, openProposals, updatedAt } = vault;
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3.5 hover:bg-hover/50 sm:px-5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={paths.vault(id)}
            className="row-link wrap-anywhere font-medium text-base text-ink"
          >
            {name}
          </Link>
          {mode === "sealed" && <Badge>Sealed</Badge>}
          {vault.integrityFailure !== null && <Badge tone="bad">Does not hold</Badge>}
          {openProposals > 0 && (
            <Badge tone="accent">{formatCount(openProposals, "open proposal")}</Badge>
          )}
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-ink-3 text-sm">
          <VaultStatus vault={vault} />
          <span className="tabular-nums">version {head.nonce}</span>
          <span>
            {threshold} of {formatCount(voters, "voter")}
          </span>
          <span>{sourceWords(source.kind)}</span>
          <span>
            changed <Ago at={updatedAt} />
          </span>
        </p>
      </div>
      <ChevronRight className="size-4 text-ink-3" aria-hidden="true" />
    </li>
  );
}
