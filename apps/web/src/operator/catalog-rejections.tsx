"use client";

import { Ago } from "../design/ago.tsx";
import { formatCount } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { shortCommit } from "./catalog-state-words.ts";
import type { CatalogRejection } from "./operator-types.ts";

export interface CatalogRejectionsProps {
  /** Those that no later commit has put right. */
  rejections: readonly CatalogRejection[];
  serving: number | null;
}

/** Commits that are not served, with what is wrong in them. Nothing where there are none. */
export function CatalogRejections({ rejections, serving }: CatalogRejectionsProps) {
  if (rejections.length === 0) return null;
  return (
    <>
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
      {rejections.map((rejection) => (
        <Rejection key={rejection.id} rejection={rejection} />
      ))}
    </>
  );
}

function Rejection({ rejection }: { rejection: CatalogRejection }) {
  const { id, tipCommit, problemCount, problems, firstSeenAt } = rejection;
  const shown =
    problems.length < problemCount ? `, the first ${problems.length} of them below` : "";
  return (
    <Panel aria-labelledby={`rejection-${id}`}>
      <PanelHead
        id={`rejection-${id}`}
        title={`Rejected: ${shortCommit(tipCommit)}`}
        note={
          <>
            {formatCount(problemCount, "problem")}
            {shown} · seen <Ago at={firstSeenAt} />
          </>
        }
      />
      <ul className="divide-y divide-line">
        {problems.map(({ path, line, rule, message }) => (
          <li key={`${path} ${line} ${rule} ${message}`} className="px-4 py-3 sm:px-5">
            <p className="wrap-anywhere font-mono text-ink text-sm">
              {path}
              {line !== null && `:${line}`}
            </p>
            <p className="wrap-anywhere text-ink-2">
              {message} <span className="font-mono text-ink-3 text-xs">{rule}</span>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
