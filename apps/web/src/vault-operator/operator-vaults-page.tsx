"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../data/trpc.ts";
import { cn } from "../design/class-names.ts";
import { formatCount, formatSpan } from "../design/format.ts";
import { MoreButton } from "../design/more-button.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "../operator/live.tsx";
import { nextVaultCursor } from "../vaults/vault-query.ts";
import { AllVaults } from "./all-vaults.tsx";
import { CandidateList } from "./candidate-list.tsx";
import { ChainList } from "./chain-list.tsx";
import { ServerKeys } from "./server-keys.tsx";
import { SourceList } from "./source-list.tsx";
import { UnsoundVaults } from "./unsound-vaults.tsx";
import type { Summary } from "./vault-operator-types.ts";

const waiting = (
  <Panel>
    <SkeletonRows rows={2} />
  </Panel>
);

/** All vaults of the installation from outside: nobody sees into one here. */
export function OperatorVaultsPage() {
  const trpc = useTRPC();
  const summary = useQuery(trpc.vaultOperator.summary.queryOptions(undefined, live));
  const candidates = useInfiniteQuery(
    trpc.vaultOperator.candidates.infiniteQueryOptions(
      { limit: 50 },
      { ...live, getNextPageParam: nextVaultCursor },
    ),
  );
  const sources = useQuery(trpc.vaultOperator.sources.queryOptions(undefined, live));
  return (
    <PageBody>
      <Live query={summary} title="The vaults could not be counted" waiting={waiting}>
        {(counts) => (
          <>
            <UnsoundVaults unsound={counts.unsound} />
            <Counts summary={counts} />
          </>
        )}
      </Live>
      <Live query={candidates} title="What waits could not be loaded" waiting={waiting}>
        {({ pages }) => (
          <CandidateList
            candidates={pages.flatMap(({ items }) => items)}
            more={
              <MoreButton
                hasMore={candidates.hasNextPage}
                busy={candidates.isFetchingNextPage}
                onMore={() => void candidates.fetchNextPage()}
              />
            }
          />
        )}
      </Live>
      <Live query={sources} title="The sources could not be loaded" waiting={waiting}>
        {(rows) => <SourceList sources={rows} />}
      </Live>
      <ChainList />
      <AllVaults />
      <ServerKeys />
    </PageBody>
  );
}

function Counts({ summary }: { summary: Summary }) {
  const { vaults, candidates, oldestCandidateMs, retained, paused, ahead, released } = summary;
  return (
    <Panel aria-labelledby="vault-counts">
      <PanelHead id="vault-counts" title="All vaults" note={formatCount(vaults, "vault")} />
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-b-lg bg-line sm:grid-cols-4">
        <Count name="Changes that wait" count={candidates}>
          {oldestCandidateMs !== null && `the oldest for ${formatSpan(oldestCandidateMs)}`}
        </Count>
        <Count name="Due for a look" count={summary.due} />
        <Count name="Unresolved" count={retained} tone="text-warn" />
        <Count name="Paused" count={paused} tone="text-warn" />
        <Count name="Source away" count={summary.unavailable} tone="text-warn" />
        <Count name="Source ahead" count={ahead} tone="text-bad" />
        <Count name="Released" count={released} />
        <Count name="In all" count={vaults} />
      </dl>
    </Panel>
  );
}

interface CountProps {
  name: string;
  count: number;
  /** Its colour where there is any. */
  tone?: string;
  children?: ReactNode;
}

function Count({ name, count, tone = "text-ink", children }: CountProps) {
  return (
    <div className="bg-surface px-4 py-3 sm:px-5">
      <dt className="text-ink-3 text-sm">{name}</dt>
      <dd className={cn("font-medium text-lg tabular-nums", count === 0 ? "text-ink-3" : tone)}>
        {count}
        {count > 0 && children !== undefined && (
          <span className="block font-normal text-ink-3 text-sm">{children}</span>
        )}
      </dd>
    </div>
  );
}
