"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Ago } from "../design/ago.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { OlderList, type OlderListProps } from "../operator/older-list.tsx";
import { paths } from "../paths.ts";
import type { OperationRow } from "./edit-types.ts";
import { actionWords, lights, stateWords } from "./operation-words.ts";

export interface CatalogChangeListProps {
  title: string;
  note?: string;
  query: OlderListProps<OperationRow>["query"];
  actions?: ReactNode;
}

/** Changes of the catalog on their way and ended, the newest first. */
export function CatalogChangeList({ title, note, query, actions }: CatalogChangeListProps) {
  return (
    <Panel aria-labelledby="catalog-changes">
      <PanelHead id="catalog-changes" title={title} note={note} actions={actions} />
      <OlderList query={query} label={title} empty="No change has been made yet.">
        {({ id, action, slug, reason, state, createdAt }) => (
          <li
            key={id}
            className="relative flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 hover:bg-hover/50 sm:px-5"
          >
            <Link
              href={paths.catalogChange(id)}
              className="row-link wrap-anywhere flex min-w-0 items-center gap-2.5 text-ink"
            >
              <StatusDot light={lights[state]} />
              <span>
                <span className="font-medium">{slug}</span>{" "}
                <span className="text-ink-3 text-sm">
                  {actionWords[action].toLowerCase()}
                  {reason !== null && `: ${reason}`}
                </span>
              </span>
            </Link>
            <span className="text-ink-2 text-sm">
              {stateWords[state]} · <Ago at={createdAt} />
            </span>
          </li>
        )}
      </OlderList>
    </Panel>
  );
}
