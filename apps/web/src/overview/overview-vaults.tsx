"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { Badge } from "../design/badge.tsx";
import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { everyVault, nextVaultCursor, vaultListInput, vaultPollMs } from "../vaults/vault-query.ts";
import { VaultStatus } from "../vaults/vault-status.tsx";
import type { VaultRow } from "../vaults/vault-types.ts";
import { NothingYet, OverviewPanel } from "./overview-panel.tsx";

const shownVaults = 4;

/** The vaults that changed last, or how the first is made. */
export function OverviewVaults() {
  const trpc = useTRPC();
  const mayCreate = useMay("vault.create");
  const query = useInfiniteQuery(
    trpc.vaults.list.infiniteQueryOptions(vaultListInput(everyVault), {
      getNextPageParam: nextVaultCursor,
      refetchInterval: vaultPollMs,
    }),
  );
  const vaults = query.data?.pages.flatMap(({ items }) => items);
  return (
    <OverviewPanel title="Vaults" all={{ href: paths.vaults(), label: "All vaults" }} query={query}>
      {vaults?.length === 0 && (
        <NothingYet>
          No vault yet.{" "}
          {mayCreate && (
            <>
              <Link href={paths.newVault()} className="text-accent hover:underline">
                Create one
              </Link>
              , and nobody rewrites in silence what it holds.
            </>
          )}
        </NothingYet>
      )}
      <ul className="divide-y divide-line">
        {vaults?.slice(0, shownVaults).map((vault) => (
          <Row key={vault.id} vault={vault} />
        ))}
      </ul>
    </OverviewPanel>
  );
}

function Row({ vault }: { vault: VaultRow }) {
  return (
    <li className="relative px-4 py-3 hover:bg-hover/50 sm:px-5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={paths.vault(vault.id)} className="row-link wrap-anywhere font-medium text-ink">
          {vault.name}
        </Link>
        {vault.integrityFailure !== null && <Badge tone="bad">Does not hold</Badge>}
        {vault.openProposals > 0 && (
          <Badge tone="accent">{formatCount(vault.openProposals, "open proposal")}</Badge>
        )}
      </p>
      <VaultStatus vault={vault} />
    </li>
  );
}
