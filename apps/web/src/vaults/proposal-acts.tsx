"use client";

import type { VaultChange } from "@homeport/client/vault";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import type { LocalSigner } from "./local-signer.ts";
import { payloadOf } from "./payload.ts";
import { SignerField } from "./signer-field.tsx";
import { useAct } from "./use-act.ts";
import { useOwnSigners } from "./use-vault.ts";
import type { Proposal, VaultView } from "./vault-types.ts";

export interface ProposalActsProps {
  vault: VaultView;
  proposal: Proposal;
  /** Whether the vault takes anything now. */
  maySign: boolean;
}

type Act = "sign" | "submit" | "retract" | "restore" | "again";

const verbs: Readonly<Record<Act, string>> = {
  sign: "Sign",
  submit: "Submit",
  retract: "Retract",
  restore: "Restore",
  again: "Propose it on the present state",
};

/** What signers of this machine can do with a proposal, as it stands. */
export function ProposalActs({ vault, proposal, maySign }: ProposalActsProps) {
  const own = useOwnSigners(vault);
  if (own === undefined) return null;
  const isOutdated = proposal.state === "outdated";
  return (
    <Panel aria-label="What you can do" className="grid gap-4 p-4 sm:p-5">
      {isOutdated && (
        <Notice tone="warn" title="The vault has moved on since">
          It starts from a state that is not the vault's any more, so nobody can sign it. The same
          change can be proposed on the present one.
        </Notice>
      )}
      <Signing vault={vault} proposal={proposal} maySign={maySign} own={own} />
    </Panel>
  );
}

function Signing({
  vault,
  proposal,
  maySign,
  own,
}: ProposalActsProps & { own: readonly LocalSigner[] }) {
  const router = useRouter();
  const [picked, setPicked] = useState<LocalSigner>();
  // Whoever has yet to sign comes first.
  const chosen = picked ?? own.find(({ id }) => proposal.missing.includes(id)) ?? own[0];
  const act = useAct<Act>({
    vaultId: vault.id,
    act: async (followed, what) => {
      if (what !== "again") return await followed[what](proposal.id);
      const change = { kind: proposal.kind, payload: payloadOf(proposal) } as VaultChange;
      return await followed.propose(change, { note: proposal.note });
    },
    failed: "Nothing was changed",
    isShown: true,
    onDone: (output) => {
      const made = proposalIdOf(output);
      if (made !== null && made !== proposal.id) router.push(paths.vaultProposal(vault.id, made));
    },
  });
  const acts = chosen === undefined ? [] : actsOf(vault, proposal, chosen.id);
  return (
    <>
      {own.length > 0 && <SignerField signers={own} value={chosen} onChange={setPicked} />}
      {chosen !== undefined && acts.length === 0 && (
        <p className="text-ink-3 text-sm">{whyNothing(proposal, chosen)}</p>
      )}
      {chosen === undefined && (
        <p className="text-ink-3 text-sm">
          None of the vault's signers is a key of this browser or its wallet.
        </p>
      )}
      {act.isError && <ErrorCard title="Nothing was changed" error={act.error} />}
      {acts.length > 0 && (
        <Actions className="mt-0">
          {acts.map((what) => (
            <Button
              key={what}
              look={what === "retract" ? "danger" : "primary"}
              busy={act.isPending && act.variables.input === what}
              disabled={!maySign && what !== "retract"}
              onClick={() => chosen !== undefined && act.mutate({ signer: chosen, input: what })}
            >
              {verbs[what]}
            </Button>
          ))}
        </Actions>
      )}
    </>
  );
}

function actsOf(vault: VaultView, proposal: Proposal, signerId: string): Act[] {
  const role = vault.signers.find(({ id }) => id === signerId)?.role;
  const isVoter = role === "voter";
  const isProposer = proposal.proposerId === signerId;
  const { state } = proposal;
  const waits = state === "open" || state === "ready";
  return [
    ...(waits && isProposer ? (["retract"] as const) : []),
    ...(state === "retracted" && isProposer ? (["restore"] as const) : []),
    ...(waits && isVoter && proposal.missing.includes(signerId) ? (["sign"] as const) : []),
    ...(state === "ready" && isVoter ? (["submit"] as const) : []),
    ...(state === "outdated" && role !== "reader" ? (["again"] as const) : []),
  ];
}

function whyNothing({ state, signed }: Proposal, { id, label }: LocalSigner): string {
  if (state === "open" && signed.includes(id)) return `${label} has signed; others are asked.`;
  return state === "open" || state === "ready"
    ? `${label} has no vote in this vault.`
    : "Nothing is left to do here.";
}

function proposalIdOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const proposal: unknown = Reflect.get(answer, "proposal");
  if (typeof proposal !== "object" || proposal === null) return null;
  const id: unknown = Reflect.get(proposal, "id");
  return typeof id === "string" ? id : null;
}
