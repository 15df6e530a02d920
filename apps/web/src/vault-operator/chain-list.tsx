"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Badge } from "../design/badge.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { Live } from "../operator/live.tsx";
import { tellEndpoint } from "./endpoint-words.ts";
import type { ChainRow } from "./vault-operator-types.ts";

/** Each endpoint is tried no oftener than that. */
const everyMs = 5_000;

/** How each endpoint of each chain answers; nothing where this installation reads no chain. */
export function ChainList() {
  const query = useQuery(
    useTRPC().vaultOperator.chains.queryOptions(undefined, {
      ...{ refetchInterval: everyMs, retry: false },
    }),
  );
  if (query.data?.length === 0) return null;
  return (
    <Live
      query={query}
      title="The chains could not be tried"
      waiting={null}
      oldAfterMs={3 * everyMs + 500}
    >
      {(chains) => chains.map((chain) => <Chain key={chain.chainId} chain={chain} />)}
    </Live>
  );
}

function Chain({ chain }: { chain: ChainRow }) {
  const { chainId, quorum, commonBlock, isAgreed, endpoints } = chain;
  const id = `chain-${chainId}`;
  const note =
    endpoints.length === 1
      ? "It has one endpoint: while that is away, what waits for this chain waits on."
      : quorum === 1
        ? "One of its endpoints is enough; the first that is up is asked."
        : `${quorum} of its ${endpoints.length} endpoints have to agree.`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHead id={id} title={`Chain ${chainId}`} note={note} />
      {!isAgreed && (
        <Notice
          tone="bad"
          className="m-4 mb-0 sm:mx-5"
          title={`Its endpoints disagree about block ${commonBlock}`}
        >
          One of them lies, or follows another branch of the chain. With more than one that has to
          agree nothing is believed meanwhile; with one, leave the wrong one out of
          HOMEPORT_VAULT_CHAINS.
        </Notice>
      )}
      <ul aria-label={`Endpoints of chain ${chainId}`} className="divide-y divide-line">
        {endpoints.map((endpoint) => {
          const { light, words } = tellEndpoint(endpoint, chain);
          return (
            <li
              key={endpoint.place}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 sm:px-5"
            >
              <p className="flex items-center gap-2 font-medium text-ink">
                Endpoint {endpoint.place}
                {!isAgreed && endpoint.common !== null && (
                  <Badge tone="bad">has {endpoint.common.slice(0, 10)}…</Badge>
                )}
              </p>
              <p className="flex items-center gap-2 text-ink-2 text-sm tabular-nums">
                <StatusDot light={light} /> {words}
              </p>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
