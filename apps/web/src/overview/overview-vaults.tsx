"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { Badge } from "../design/badge.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { everyVault, nextVaultCursor, vaultListInput, vaultPollMs } from "../vaults/vault-query.ts";
import { VaultStatus } from "../vaults/vault-status.tsx";
import type { VaultRow } from "../vaults/vault-types.ts";
import { AllLink } from "./overview-apps.tsx";

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
    <Panel>
      <PanelHead title="Vaults" actions={<AllLink href={paths.vaults()}>All vaults</AllLink>} />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The vaults could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {vaults === undefined && !query.isError && <SkeletonRows rows={2} />}
      {vaults?.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">
          No vault yet.{" "}
          {mayCreate && (
            <>
              <Link href={paths.newVault()} className="text-accent hover:underline">
                Create one
              </Link>
              , and nobody rewrites in silence what it holds.
            </>
          )}
        </p>
      )}
      <ul className="divide-y divide-line">
        {vaults?.slice(0, shownVaults).map((vault) => (
          <Row key={vault.id} vault={vault} />
        ))}
      </ul>
    </Panel>
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
