"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Vault } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SearchField } from "../design/search-field.tsx";
import { Select } from "../design/select.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { PauseVault, UnpauseVault } from "../vaults/pause-vault.tsx";
import { stateOptions } from "../vaults/state-options.ts";
import {
  everyVault,
  nextVaultCursor,
  type VaultFilter,
  vaultListInput,
} from "../vaults/vault-query.ts";
import { VaultStatus } from "../vaults/vault-status.tsx";
import { sourceWords } from "../vaults/vault-words.ts";
import type { AnyVault } from "./vault-operator-types.ts";

const pollMs = 5_000;

/** Every vault of every organization, from outside. */
export function AllVaults() {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<VaultFilter>(everyVault);
  const settled = useSettled(filter);
  const query = useInfiniteQuery(
    trpc.vaultOperator.list.infiniteQueryOptions(vaultListInput(settled), {
      getNextPageParam: nextVaultCursor,
      refetchInterval: pollMs,
      placeholderData: (previous) => previous,
    }),
  );
  const vaults = query.data?.pages.flatMap(({ items }) => items);
  const isWhole = settled.state === "all" && settled.text.trim() === "";
  return (
    <Panel aria-labelledby="vault-all">
      <PanelHead id="vault-all" title="Vaults" note="The one that changed last comes first." />
      <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-3 sm:px-5">
        <SearchField
          label="Search all vaults"
          value={filter.text}
          onChange={(text) => setFilter({ ...filter, text })}
        />
        <Select
          aria-label="State"
          className="sm:w-64"
          value={filter.state}
          options={stateOptions}
          onChange={(state) => setFilter({ ...filter, state })}
        />
      </div>
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The vaults could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {vaults === undefined && !query.isError && <SkeletonRows rows={2} />}
      {vaults?.length === 0 && (
        <Empty icon={Vault} title={isWhole ? "No vaults yet" : "No vault matches"} />
      )}
      {vaults !== undefined && vaults.length > 0 && (
        <ul aria-label="All vaults" className="divide-y divide-line">
          {vaults.map((vault) => (
            <Row key={vault.id} vault={vault} />
          ))}
        </ul>
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}

function Row({ vault }: { vault: AnyVault }) {
  const [isAsking, setAsking] = useState(false);
  const { name, id, source, head, pausedAt, pausedReason, updatedAt } = vault;
  const { organization, organizationId, integrityFailure } = vault;
  const verb = pausedAt === null ? "Pause" : "Unpause";
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="wrap-anywhere flex flex-wrap items-center gap-x-3 font-medium text-ink">
          <span>
            {name}{" "}
            <span className="font-normal text-ink-3">of {organization ?? organizationId}</span>
          </span>
          <VaultStatus vault={vault} />
          {integrityFailure !== null && <Badge tone="bad">Does not hold</Badge>}
        </p>
        <p className="wrap-anywhere text-ink-3 text-sm tabular-nums">
          <code className="text-xs">{id}</code> · version {head.nonce} · {sourceWords(source.kind)}{" "}
          · changed <Ago at={updatedAt} />
        </p>
        {pausedReason !== null && (
          <p className="wrap-anywhere text-ink-2 text-sm">Paused: {pausedReason}</p>
        )}
      </div>
      <Button
        size="sm"
        look={pausedAt === null ? "danger" : "secondary"}
        aria-label={`${verb} ${name}`}
        onClick={() => setAsking(true)}
      >
        {verb}
      </Button>
      {isAsking && pausedAt === null && (
        <PauseVault by="operator" vault={vault} onClose={() => setAsking(false)} />
      )}
      {isAsking && pausedAt !== null && (
        <UnpauseVault by="operator" vault={vault} onClose={() => setAsking(false)} />
      )}
    </li>
  );
}
