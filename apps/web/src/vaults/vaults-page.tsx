"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound, Plus, SearchX, Vault } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Command } from "../design/copy.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SearchField } from "../design/search-field.tsx";
import { type Option, Select } from "../design/select.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { LiveBadge } from "./live-badge.tsx";
import { stateOptions } from "./state-options.ts";
import { useOrganizationNews } from "./use-live.ts";
import { VaultList } from "./vault-list.tsx";
import {
  everyVault,
  nextVaultCursor,
  type VaultFilter,
  type VaultOrder,
  vaultListInput,
  vaultPollMs,
} from "./vault-query.ts";

const orders: readonly Option<VaultOrder>[] = [
  { value: "changed", label: "Last changed first" },
  { value: "created", label: "Newest first" },
  { value: "name", label: "By name" },
];

export function VaultsPage() {
  const trpc = useTRPC();
  const mayCreate = useMay("vault.create");
  const liveness = useOrganizationNews();
  const [filter, setFilter] = useState<VaultFilter>(everyVault);
  const settled = useSettled(filter);
  const query = useInfiniteQuery(
    trpc.vaults.list.infiniteQueryOptions(vaultListInput(settled), {
      getNextPageParam: nextVaultCursor,
      refetchInterval: vaultPollMs,
      placeholderData: (previous) => previous,
    }),
  );
  const vaults = query.data?.pages.flatMap(({ items }) => items);
  const isWhole = settled.state === "all" && settled.text.trim() === "";
  const none = vaults?.length === 0 && isWhole;
  return (
    <>
      <PageHead
        title="Vaults"
        lead="Documents that several devices and wallets share. They move only by what their signers sign."
        actions={
          <>
            <LiveBadge liveness={liveness} />
            <Button asChild>
              <Link href={paths.vaultKeys()}>
                <KeyRound aria-hidden="true" /> Device keys
              </Link>
            </Button>
            {mayCreate && <CreateButton />}
          </>
        }
      />
      {none ? (
        <FirstVault mayCreate={mayCreate} />
      ) : (
        <>
          <div className="mb-4 flex flex-wrap items-center gap-2">
            <SearchField
              label="Search vaults"
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
            <Select
              aria-label="Order"
              className="sm:w-52"
              value={filter.sort}
              options={orders}
              onChange={(sort) => setFilter({ ...filter, sort })}
            />
          </div>
          {query.isError && (
            <ErrorCard
              className="mb-4"
              title="The vaults could not be loaded"
              error={query.error}
              retrying={query.isFetching}
              onRetry={() => void query.refetch()}
            />
          )}
          <Panel
            aria-label="Vaults"
            className={cn(vaults === undefined && query.isError && "hidden")}
          >
            {vaults === undefined && <SkeletonRows />}
            {vaults !== undefined && vaults.length > 0 && <VaultList vaults={vaults} />}
            {vaults?.length === 0 && (
              <Empty
                icon={SearchX}
                title="No vault matches"
                action={<Button onClick={() => setFilter(everyVault)}>Show all vaults</Button>}
              >
                Search looks at names and whole ids.
              </Empty>
            )}
            <MoreButton
              hasMore={query.hasNextPage}
              busy={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </Panel>
        </>
      )}
    </>
  );
}

function CreateButton() {
  return (
    <Button look="primary" asChild>
      <Link href={paths.newVault()}>
        <Plus aria-hidden="true" /> Create vault
      </Link>
    </Button>
  );
}

function FirstVault({ mayCreate }: { mayCreate: boolean }) {
  return (
    <Panel>
      <Empty icon={Vault} title="No vaults yet" action={mayCreate && <CreateButton />}>
        <p>
          A vault is one JSON document. Each change is signed by its signers, names the state that
          it starts from, and is acknowledged for good, so nobody rewrites it in silence, not even
          this server.
        </p>
        {!mayCreate && <p className="mt-2">Your role creates none; ask an owner or admin.</p>}
        <p className="mt-4 mb-2">From a terminal:</p>
        <Command command="homeport vault create --help" what="the command that creates a vault" />
      </Empty>
    </Panel>
  );
}
