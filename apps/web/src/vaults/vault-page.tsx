"use client";

import { Pencil } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";
import { paths } from "../paths.ts";
import { EditVault } from "./edit-vault.tsx";
import { HeadPanel } from "./head-panel.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { RosterPanel } from "./roster-panel.tsx";
import { StatePanel } from "./state-panel.tsx";
import { TimelinePanel } from "./timeline-panel.tsx";
import { useWallet } from "./use-signers.ts";
import { useOwnSigners, useVaultState } from "./use-vault.ts";
import { VaultActs } from "./vault-acts.tsx";
import { VaultFrame } from "./vault-frame.tsx";
import type { VaultView } from "./vault-types.ts";

export function VaultPage({ vaultId }: { vaultId: string }) {
  return (
    <VaultFrame
      vaultId={vaultId}
      actions={(vault, maySign) => (
        <>
          <EditButton vault={vault} maySign={maySign} />
          <VaultActs vault={vault} />
        </>
      )}
    >
      {(vault) => <Body vault={vault} />}
    </VaultFrame>
  );
}

function Body({ vault }: { vault: VaultView }) {
  const own = useOwnSigners(vault);
  const state = useVaultState(vault);
  const voters = (own ?? []).filter((signer) => hasRole(vault, signer, "voter"));
  return (
    <>
      {own?.length === 0 && <ReadOnly vault={vault} />}
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)]">
        <div className="grid grid-cols-1 gap-6">
          <StatePanel vault={vault} query={state} />
          <TimelinePanel vault={vault} voters={vault.pausedAt === null ? voters : []} />
        </div>
        <div className="grid grid-cols-1 gap-6">
          <HeadPanel vault={vault} />
          <RosterPanel vault={vault} own={own ?? []} />
        </div>
      </div>
    </>
  );
}

/** Why nothing can be signed here. */
function ReadOnly({ vault }: { vault: VaultView }) {
  const { isThere, wallet, connect } = useWallet();
  const hasWallet = vault.signers.some(({ id }) => id.startsWith("eth:"));
  return (
    <Notice
      tone="info"
      title="You read this vault and do not sign for it"
      action={
        isThere && hasWallet && wallet === null ? (
          <Button size="sm" busy={connect.isPending} onClick={() => connect.mutate(undefined)}>
            Connect a wallet
          </Button>
        ) : (
          <Button size="sm" asChild>
            <Link href={paths.vaultKeys()}>Device keys</Link>
          </Button>
        )
      }
    >
      None of its signers is a key of this browser. Those who sign for it can put one on its roster.
    </Notice>
  );
}

function EditButton({ vault, maySign }: { vault: VaultView; maySign: boolean }) {
  const own = useOwnSigners(vault);
  const state = useVaultState(vault);
  const [isOpen, setOpen] = useState(false);
  const signers = (own ?? []).filter((signer) => !hasRole(vault, signer, "reader"));
  if (vault.mode === "sealed" || signers.length === 0) return null;
  return (
    <>
      <Button
        look="primary"
        disabled={!maySign || state.data === undefined}
        onClick={() => setOpen(true)}
      >
        <Pencil aria-hidden="true" /> Edit
      </Button>
      {isOpen && state.data !== undefined && (
        <EditVault
          vault={vault}
          state={state.data}
          signers={signers}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function hasRole(vault: VaultView, { id }: LocalSigner, role: string): boolean {
  return vault.signers.some((signer) => signer.id === id && signer.role === role);
}
