"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { formatCount } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { shortCommit } from "./catalog-state-words.ts";
import { OlderList } from "./older-list.tsx";
import { olderQuery } from "./older-query.ts";
import type { CatalogRejection } from "./operator-types.ts";

/** What was rejected before is seldom asked for, and each may have a hundred problems. */
const rejectionsAtOnce = 5;

/** Says that the branch holds what is not served. */
export function RejectedNotice({ serving }: { serving: number | null }) {
  return (
    <Notice
      tone="warn"
      title={
        serving === null
          ? "The repository holds nothing that can be served"
          : `The newest commit was rejected; still serving generation ${serving}`
      }
    >
      Visitors see what was there before. The next commit without a problem goes live by itself.
    </Notice>
  );
}

/** Commits that were not taken, with what is wrong in them; the newest first. */
export function CatalogRejections() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.rejections.infiniteQueryOptions({ limit: rejectionsAtOnce }, olderQuery),
  );
  return (
    <Panel aria-labelledby="catalog-rejections">
      <PanelHead
        id="catalog-rejections"
        title="Rejected commits"
        note="A commit with a problem is not served; the first one after it without any is."
      />
      <OlderList query={query} label="Rejected commits" empty="No commit has been rejected.">
        {(rejection) => <Rejection key={rejection.id} rejection={rejection} />}
      </OlderList>
    </Panel>
  );
}

/** What still keeps a commit from being served is shown at once, and what was put right on demand. */
function Rejection({ rejection }: { rejection: CatalogRejection }) {
  const { id, tipCommit, problemCount, firstSeenAt, resolvedGeneration } = rejection;
  const [isAsked, setAsked] = useState(false);
  const isOpen = resolvedGeneration === null;
  const isShown = isOpen || isAsked;
  return (
    <li className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="flex min-w-0 items-center gap-2.5">
          <StatusDot light={isOpen ? "bad" : "idle"} />
          <span>
            <code className="font-medium text-ink text-sm">{shortCommit(tipCommit)}</code>{" "}
            <span className="text-ink-3 text-sm">
              {isOpen ? "is not served" : `put right by generation ${resolvedGeneration}`}
            </span>
          </span>
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="text-ink-2 text-sm tabular-nums">
            {formatCount(problemCount, "problem")} · <Ago at={firstSeenAt} />
          </p>
          {!isOpen && (
            <Button
              size="sm"
              look="ghost"
              aria-expanded={isAsked}
              aria-controls={`rejection-${id}`}
              aria-label={`${isAsked ? "Less" : "What was wrong"} of ${shortCommit(tipCommit)}`}
              onClick={() => setAsked(!isAsked)}
            >
              {isAsked ? "Less" : "What was wrong"}
            </Button>
          )}
        </div>
      </div>
      <div id={`rejection-${id}`} hidden={!isShown}>
        {isShown && <Problems rejection={rejection} />}
      </div>
    </li>
  );
}

function Problems({ rejection }: { rejection: CatalogRejection }) {
  const { problems, problemCount } = rejection;
  return (
    <>
      <ul className="grid gap-2">
        {problems.map(({ path, line, rule, message }) => (
          <li key={`${path} ${line} ${rule} ${message}`} className="border-line border-l-2 pl-3">
            <p className="wrap-anywhere font-mono text-ink text-sm">
              {path}
              {line !== null && `:${line}`}
            </p>
            <p className="wrap-anywhere text-ink-2 text-sm">
              {message} <span className="font-mono text-ink-3 text-xs">{rule}</span>
            </p>
          </li>
        ))}
      </ul>
      {problems.length < problemCount && (
        <p className="mt-2 text-ink-3 text-sm">These are the first {problems.length}.</p>
      )}
    </>
  );
}
