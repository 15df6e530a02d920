"use client";

import type { ReactNode } from "react";
import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Copied } from "./copied.tsx";
import { VaultStatus } from "./vault-status.tsx";
import type { VaultView } from "./vault-types.ts";
import { sourceWords } from "./vault-words.ts";

/** Where the vault is now, in what can be compared elsewhere. */
export function HeadPanel({ vault }: { vault: VaultView }) {
  const { id, head, source, candidate, createdAt } = vault;
  return (
    <Panel aria-labelledby="vault-head">
      <PanelHead id="vault-head" title="Head" />
      <Facts>
        <Fact name="State">
          <VaultStatus vault={vault} />
        </Fact>
        <Fact name="Version">
          <span className="tabular-nums">{head.nonce}</span>
        </Fact>
        <Fact name="Commitment">
          <Copied value={head.commitment} what="the commitment" />
        </Fact>
        <Fact name="Vault id">
          <Copied value={id} what="the vault's id" />
        </Fact>
        <Fact name="Source">
          {sourceWords(source.kind)}
          {candidate !== null && candidate.lastObservation != null && (
            <span className="block text-ink-3 text-sm">
              Last seen: <Observation value={candidate.lastObservation} />
            </span>
          )}
        </Fact>
        <Fact name="Created">
          <Ago at={createdAt} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function Observation({ value }: { value: unknown }): ReactNode {
  return <code className="wrap-anywhere">{JSON.stringify(value)}</code>;
}
