"use client";

import type { Json } from "@homeport/vaults/core";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { JsonTree } from "./json-tree.tsx";
import type { VaultView } from "./vault-types.ts";

export interface StatePanelProps {
  vault: VaultView;
  query: {
    data: Json | undefined;
    error: unknown;
    isError: boolean;
    isFetching: boolean;
    refetch(): unknown;
  };
}

export function StatePanel({ vault, query }: StatePanelProps) {
  return (
    <Panel aria-labelledby="vault-state">
      <PanelHead id="vault-state" title="Document" note={`As of version ${vault.head.nonce}`} />
      {vault.mode === "sealed" ? (
        <p className="px-4 py-4 text-ink-2 sm:px-5">
          Readable only on its members' devices. Hash{" "}
          <code className="wrap-anywhere text-xs">{vault.head.stateSha256}</code>
        </p>
      ) : query.data !== undefined ? (
        <JsonTree value={query.data} />
      ) : query.isError ? (
        <ErrorCard
          className="m-4"
          title="The document could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <SkeletonRows rows={2} />
      )}
    </Panel>
  );
}
