"use client";

import { Ago } from "../design/ago.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { originWords, shortCommit } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";

/** The states of the catalog that were accepted, the newest first. */
export function CatalogGenerations({ generations }: Pick<CatalogState, "generations">) {
  return (
    <Panel aria-labelledby="catalog-generations">
      <PanelHead
        id="catalog-generations"
        title="Generations"
        note="The number only grows; each says how many records it changed."
      />
      {generations.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">No commit has been accepted yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {generations.map((one) => (
            <li
              key={one.generation}
              className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5"
            >
              <p className="min-w-0">
                <span className="font-medium text-ink tabular-nums">{one.generation}</span>{" "}
                <code className="text-ink-2 text-sm">{shortCommit(one.commitId)}</code>{" "}
                <span className="text-ink-3 text-sm">
                  {originWords[one.origin]}
                  {one.reason !== null && `: ${one.reason}`}
                </span>
              </p>
              <p className="text-ink-2 text-sm tabular-nums">
                {one.added} added, {one.changed} changed, {one.removed} removed ·{" "}
                <Ago at={one.acceptedAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
