"use client";

import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Copied } from "./copied.tsx";
import { readAnchor, seenWords } from "./source-words.ts";
import { VaultStatus } from "./vault-status.tsx";
import type { VaultView } from "./vault-types.ts";
import { sourceWords } from "./vault-words.ts";

/** Where the vault is now, in what can be compared elsewhere. */
export function HeadPanel({ vault }: { vault: VaultView }) {
  const { id, head, source, candidate, createdAt } = vault;
  const anchor = readAnchor(source);
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
          {candidate !== null && (
            <span className="block text-ink-3 text-sm">{seenWords(candidate.lastObservation)}</span>
          )}
        </Fact>
        {anchor !== null && <AnchorFacts anchor={anchor} />}
        <Fact name="Created">
          <Ago at={createdAt} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function AnchorFacts({ anchor }: { anchor: NonNullable<ReturnType<typeof readAnchor>> }) {
  const { chainId, finality, registry, key } = anchor;
  return (
    <>
      <Fact name="Chain">
        <span className="tabular-nums">{chainId}</span>, {finality}
      </Fact>
      <Fact name="Registry">
        <Copied value={registry} what="the registry's address" />
      </Fact>
      <Fact name="Key">
        <Copied value={key} what="the key in the registry" />
      </Fact>
    </>
  );
}
