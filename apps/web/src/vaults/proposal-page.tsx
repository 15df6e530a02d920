"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { formatInstant } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { readPayload, stepsOf } from "./payload.ts";
import { ProposalActs } from "./proposal-acts.tsx";
import { StepsView } from "./steps-view.tsx";
import { useVaultState } from "./use-vault.ts";
import { VaultFrame } from "./vault-frame.tsx";
import { vaultPollMs } from "./vault-query.ts";
import type { Proposal, VaultView } from "./vault-types.ts";
import { kindWords, proposalWords, signerName } from "./vault-words.ts";

export function ProposalPage({ vaultId, proposalId }: { vaultId: string; proposalId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.vaults.proposal.queryOptions({ vaultId, proposalId }, { refetchInterval: vaultPollMs }),
  );
  return (
    <VaultFrame vaultId={vaultId}>
      {(vault, maySign) =>
        query.data !== undefined ? (
          <Body vault={vault} proposal={query.data} maySign={maySign} />
        ) : query.isError ? (
          <ErrorCard
            title="The proposal could not be loaded"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Panel>
            <SkeletonRows rows={2} />
          </Panel>
        )
      }
    </VaultFrame>
  );
}

interface BodyProps {
  vault: VaultView;
  proposal: Proposal;
  maySign: boolean;
}

function Body({ vault, proposal, maySign }: BodyProps) {
  const { label, tone } = proposalWords[proposal.state];
  const { note, kind, nonce, proposerId, createdAt, expiresAt } = proposal;
  return (
    <>
      <Panel aria-labelledby="proposal">
        <PanelHead
          id="proposal"
          title={note === "" ? `${kindWords(kind)}: version ${nonce}` : note}
          actions={
            <span role="status">
              <Badge tone={tone}>{label}</Badge>
            </span>
          }
        />
        <Facts>
          <Fact name="Proposed">
            by {signerName(proposerId, vault.signers)}, <Ago at={createdAt} />
          </Fact>
          <Fact name="Starts from">version {nonce - 1}</Fact>
          <Fact name="Expires">{formatInstant(expiresAt)}</Fact>
        </Facts>
        <div className="border-line border-t p-4 sm:px-5">
          <ProposedChange vault={vault} proposal={proposal} />
        </div>
      </Panel>
      <Signatures vault={vault} proposal={proposal} />
      <ProposalActs vault={vault} proposal={proposal} maySign={maySign} />
    </>
  );
}

/** Step by step while the vault is where the change starts from; else as it was signed. */
function ProposedChange({ vault, proposal }: Omit<BodyProps, "maySign">) {
  const state = useVaultState(vault);
  const isAtHead = vault.head.commitment === proposal.base;
  const steps = isAtHead && state.data !== undefined ? stepsOf(proposal, state.data) : null;
  const payload = readPayload(proposal);
  if (steps !== null && steps.length > 0) return <StepsView steps={steps} />;
  if (payload === undefined) return <p className="text-ink-2">Its bytes are not shown here.</p>;
  return (
    <pre className="wrap-anywhere max-h-72 overflow-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-3 font-mono text-ink-2 text-xs">
      {JSON.stringify(payload, null, 2)}
    </pre>
  );
}

function Signatures({ vault, proposal }: Omit<BodyProps, "maySign">) {
  const { signed, missing, collected, required } = proposal;
  return (
    <Panel aria-labelledby="proposal-signatures">
      <PanelHead id="proposal-signatures" title="Signatures" note={`${collected} of ${required}`} />
      <progress className="sr-only" max={required} value={collected} aria-label="Signatures" />
      <ul className="divide-y divide-line">
        {[...signed, ...missing].map((id) => {
          const has = signed.includes(id);
          return (
            <li key={id} className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
              {has ? (
                <Check className="size-4 shrink-0 text-ok" aria-hidden="true" />
              ) : (
                <Circle className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
              )}
              <p className="wrap-anywhere min-w-0 text-ink">
                {signerName(id, vault.signers)}{" "}
                <span className="text-ink-3 text-sm">{has ? "has signed" : "has not signed"}</span>
              </p>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
