"use client";

import { Inbox } from "lucide-react";
import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { useProposals } from "./use-vault.ts";
import { VaultFrame } from "./vault-frame.tsx";
import type { Proposal, VaultView } from "./vault-types.ts";
import { kindWords, proposalWords, signerName } from "./vault-words.ts";

export function ProposalsPage({ vaultId }: { vaultId: string }) {
  return <VaultFrame vaultId={vaultId}>{(vault) => <Proposals vault={vault} />}</VaultFrame>;
}

function Proposals({ vault }: { vault: VaultView }) {
  const query = useProposals(vault.id);
  const proposals = query.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      {query.isError && (
        <ErrorCard
          title="The proposals could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel aria-label="Proposals">
        <PanelHead title="Proposals" note="Changes that wait for signatures, and those that did." />
        {proposals === undefined && !query.isError && <SkeletonRows rows={2} />}
        {proposals?.length === 0 && (
          <Empty icon={Inbox} title="Nothing waits">
            Where more than one voter has to sign, an edited document becomes a proposal.
          </Empty>
        )}
        {proposals !== undefined && proposals.length > 0 && (
          <ul aria-label="Proposals" className="divide-y divide-line">
            {proposals.map((proposal) => (
              <Row key={proposal.id} proposal={proposal} vault={vault} />
            ))}
          </ul>
        )}
        <MoreButton
          hasMore={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      </Panel>
    </>
  );
}

function Row({ proposal, vault }: { proposal: Proposal; vault: VaultView }) {
  const { label, tone } = proposalWords[proposal.state];
  const { id, kind, nonce, note, proposerId, collected, required, createdAt } = proposal;
  return (
    <li className="relative grid gap-0.5 px-4 py-3 hover:bg-hover/50 sm:px-5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          href={paths.vaultProposal(vault.id, id)}
          className="row-link wrap-anywhere font-medium text-ink"
        >
          {note === "" ? `${kindWords(kind)}: version ${nonce}` : note}
        </Link>
        <Badge tone={tone}>{label}</Badge>
      </p>
      <p className="wrap-anywhere text-ink-3 text-sm">
        {collected} of {required} · by {signerName(proposerId, vault.signers)} ·{" "}
        <Ago at={createdAt} />
      </p>
    </li>
  );
}
