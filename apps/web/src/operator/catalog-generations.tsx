"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { originWords, shortCommit } from "./catalog-state-words.ts";
import { GenerationRecords } from "./generation-records.tsx";
import { OlderList } from "./older-list.tsx";
import { olderInput, olderQuery } from "./older-query.ts";
import type { CatalogGeneration, CatalogState } from "./operator-types.ts";
import { RollBack } from "./roll-back.tsx";

export interface CatalogGenerationsProps extends Pick<CatalogState, "retainedSince"> {
  serving: number | null;
}

/** The states of the catalog that were accepted, the newest first; each can be served again while it is kept. */
export function CatalogGenerations({ serving, retainedSince }: CatalogGenerationsProps) {
  const [asked, setAsked] = useState<number | null>(null);
  return (
    <Panel aria-labelledby="catalog-generations">
      <PanelHead
        id="catalog-generations"
        title="Generations"
        note="The number only grows; each says how many records it changed."
      />
      <GenerationList
        canRollBackTo={(generation) =>
          serving !== null && generation < serving && generation >= retainedSince
        }
        onRollBack={setAsked}
      />
      {asked !== null && serving !== null && (
        <RollBack generation={asked} serving={serving} onClose={() => setAsked(null)} />
      )}
    </Panel>
  );
}

interface GenerationListProps {
  canRollBackTo: (generation: number) => boolean;
  onRollBack: (generation: number) => void;
}

function GenerationList({ canRollBackTo, onRollBack }: GenerationListProps) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.generations.infiniteQueryOptions(olderInput, olderQuery),
  );
  return (
    <OlderList query={query} label="Generations" empty="No commit has been accepted yet.">
      {(one) => (
        <Generation
          key={one.generation}
          one={one}
          onRollBack={canRollBackTo(one.generation) ? () => onRollBack(one.generation) : undefined}
        />
      )}
    </OlderList>
  );
}

interface GenerationProps {
  one: CatalogGeneration;
  onRollBack: (() => void) | undefined;
}

function Generation({ one, onRollBack }: GenerationProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { generation, commitId, origin, by, reason, added, changed, removed, acceptedAt } = one;
  const id = `generation-${generation}`;
  return (
    <li className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-0">
          <span className="font-medium text-ink tabular-nums">{generation}</span>{" "}
          <code className="text-ink-2 text-sm">{shortCommit(commitId)}</code>{" "}
          <span className="wrap-anywhere text-ink-3 text-sm">
            {originWords[origin]}
            {by !== null && ` by ${by}`}
            {reason !== null && `: ${reason}`}
          </span>
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="text-ink-2 text-sm tabular-nums">
            {added} added, {changed} changed, {removed} removed · <Ago at={acceptedAt} />
          </p>
          <Button
            size="sm"
            look="ghost"
            aria-expanded={isOpen}
            aria-controls={id}
            aria-label={`${isOpen ? "Less" : "What changed"} of generation ${generation}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? "Less" : "What changed"}
          </Button>
          {onRollBack !== undefined && (
            <Button
              size="sm"
              look="danger"
              aria-label={`Roll back to generation ${generation}`}
              onClick={onRollBack}
            >
              Roll back
            </Button>
          )}
        </div>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <GenerationRecords generation={generation} />}
      </div>
    </li>
  );
}
