"use client";

import { Radio } from "lucide-react";
import { Ago } from "../design/ago.tsx";
import { Empty } from "../design/empty.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { sourceWords } from "../vaults/vault-words.ts";
import type { SourceRow } from "./vault-operator-types.ts";

/** Which sources vaults name, and whether they can be read. */
export function SourceList({ sources }: { sources: readonly SourceRow[] }) {
  return (
    <Panel aria-labelledby="vault-sources">
      <PanelHead id="vault-sources" title="Sources" />
      {sources.length === 0 ? (
        <Empty icon={Radio} title="No vault names a source yet" />
      ) : (
        <ul aria-label="Sources" className="divide-y divide-line">
          {sources.map(({ source, vaults, waiting, unavailable, unavailableSince }) => (
            <li
              key={source}
              className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5"
            >
              <p className="font-medium text-ink">{sourceWords(source)}</p>
              <p className="flex flex-wrap items-center gap-x-2 text-ink-2 text-sm tabular-nums">
                <StatusDot light={unavailable === 0 ? "ok" : "bad"} />
                {unavailableSince === null ? (
                  "can be read"
                ) : (
                  <>
                    away from {formatCount(unavailable, "vault")}, the first{" "}
                    <Ago at={unavailableSince} />
                  </>
                )}
                <span className="text-ink-3">
                  {formatCount(vaults, "vault")} · {waiting} waiting
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
