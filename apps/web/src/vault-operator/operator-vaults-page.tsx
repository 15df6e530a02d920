"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Fact, Facts } from "../design/facts.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "../operator/live.tsx";
import { AllVaults } from "./all-vaults.tsx";
import { CandidateList } from "./candidate-list.tsx";
import { ChainList } from "./chain-list.tsx";
import { ServerKeys } from "./server-keys.tsx";
import { SourceList } from "./source-list.tsx";
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
  const candidates = useQuery(trpc.vaultOperator.candidates.queryOptions(undefined, live));
  const sources = useQuery(trpc.vaultOperator.sources.queryOptions(undefined, live));
  return (
    <PageBody>
      <Live query={summary} title="The vaults could not be counted" waiting={waiting}>
        {(counts) => <Counts summary={counts} />}
      </Live>
      <Live query={candidates} title="What waits could not be loaded" waiting={waiting}>
        {(rows) => <CandidateList candidates={rows} />}
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
      <Facts>
        <Fact name="Waiting">
          {candidates === 0
            ? "Nothing waits"
            : `${formatCount(candidates, "change")}, the oldest for ${formatSpan(oldestCandidateMs ?? 0)}`}
        </Fact>
        <Fact name="Unresolved">{formatCount(retained, "change")}</Fact>
        <Fact name="Paused">{formatCount(paused, "vault")}</Fact>
        <Fact name="Source ahead">{formatCount(ahead, "vault")}</Fact>
        <Fact name="Source away">{formatCount(summary.unavailable, "vault")}</Fact>
        <Fact name="Released">{formatCount(released, "vault")}</Fact>
        <Fact name="Due for a look">{formatCount(summary.due, "vault")}</Fact>
      </Facts>
    </Panel>
  );
}
