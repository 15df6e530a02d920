"use client";

import { useState } from "react";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { AbandonDelta } from "./abandon-delta.tsx";
import { AwaitedMove } from "./awaited-move.tsx";
import { DeltaDetails } from "./delta-details.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { useTimeline } from "./use-vault.ts";
import type { Delta, VaultView } from "./vault-types.ts";
import { kindWords, signerName, statusWords } from "./vault-words.ts";

export interface TimelinePanelProps {
  vault: VaultView;
  /** Voters of this machine, who may give up what waits. */
  voters: readonly LocalSigner[];
}

/** All that was accepted, the newest first. */
export function TimelinePanel({ vault, voters }: TimelinePanelProps) {
  const query = useTimeline(vault.id);
  const deltas = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Panel aria-labelledby="vault-timeline">
      <PanelHead id="vault-timeline" title="Timeline" note="Every change that was acknowledged." />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The timeline could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {deltas === undefined && !query.isError && <SkeletonRows rows={3} />}
      {deltas !== undefined && (
        <ul aria-label="Timeline" className="divide-y divide-line">
          {deltas.map((delta) => (
            <Row key={delta.id} delta={delta} loaded={deltas} vault={vault} voters={voters} />
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

interface RowProps extends TimelinePanelProps {
  delta: Delta;
  /** All that are shown: what a change started from follows from those before it. */
  loaded: readonly Delta[];
}

function Row({ delta, loaded, vault, voters }: RowProps) {
  const [isAsking, setAsking] = useState(false);
  const { label, tone } = statusWords(delta);
  const waits = delta.status === "candidate";
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="font-medium text-ink">
          <span className="tabular-nums">{delta.nonce}</span> · {kindWords(delta.kind)}
        </p>
        <Badge tone={tone}>{label}</Badge>
        <span className="text-ink-3 text-sm">
          <Ago at={delta.acceptedAt} />
        </span>
        {waits && delta.abandonRequestedAt === null && voters.length > 0 && (
          <Button size="sm" look="danger" onClick={() => setAsking(true)}>
            Give up
          </Button>
        )}
      </div>
      <p className="wrap-anywhere text-ink-3 text-sm">
        Signed by{" "}
        {delta.signatures.map(({ signerId }) => signerName(signerId, vault.signers)).join(", ")}
        {waits && delta.abandonRequestedAt !== null && " · asked to be given up"}
      </p>
      <AwaitedMove delta={delta} vault={vault} />
      <DeltaDetails delta={delta} loaded={loaded} vault={vault} />
      {isAsking && (
        <AbandonDelta
          vaultId={vault.id}
          delta={delta}
          signers={voters}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
