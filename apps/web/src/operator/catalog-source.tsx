"use client";

import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { CatalogActs } from "./catalog-acts.tsx";
import { modeWords, outcomeWords, shortCommit } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";
import { LookStatus, SyncCatalog } from "./sync-catalog.tsx";
import { useFollowedLook } from "./use-followed-look.ts";

/** What is served now, and how it stands to the repository. */
export function CatalogSource({ state }: { state: CatalogState }) {
  const { source, serving, syncs } = state;
  const [last] = syncs;
  const look = useFollowedLook(state);
  return (
    <Panel aria-labelledby="catalog-source">
      <PanelHead
        id="catalog-source"
        title="Served now"
        note={
          <Link href={paths.catalog()} className="hover:text-ink hover:underline">
            As everybody sees it
          </Link>
        }
        actions={
          <>
            <LookStatus look={look} />
            <SyncCatalog look={look} />
            <CatalogActs source={source} look={look} />
          </>
        }
      />
      <Unanswered source={source} />
      <Facts>
        <Fact name="Generation">
          {serving === null ? (
            "none yet"
          ) : (
            <>
              {serving.generation}, accepted <Ago at={serving.acceptedAt} />
            </>
          )}
        </Fact>
        <Fact name="Commit">
          {serving === null ? "–" : <code>{shortCommit(serving.commitId)}</code>}
        </Fact>
        <Fact name="Branch">
          <span className="font-mono text-sm">{source.branch}</span> of{" "}
          <span className="font-mono text-sm">{source.remoteLabel}</span>
        </Fact>
        <Fact name="Its newest commit">
          {source.tipCommit === null ? (
            "not seen yet"
          ) : (
            <>
              <code>{shortCommit(source.tipCommit)}</code>
              {source.tipCommit === serving?.commitId ? ", the one that is served" : ""}
            </>
          )}
        </Fact>
        <Fact name="Last check">
          {source.checkedAt === null ? "never" : <Ago at={source.checkedAt} />}
        </Fact>
        <Fact name="Mode">
          {modeWords[source.mode]}
          <WaitingTip source={source} />
        </Fact>
        {last !== undefined && (
          <Fact name="Last sync">
            <Ago at={last.finishedAt} />: {outcomeWords(last.outcome)}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** Says since when the repository has not been heard of, and that nothing has to be done for it to be asked again. */
function Unanswered({ source }: Pick<CatalogState, "source">) {
  const { checkedAt, lastErrorCode } = source;
  if (lastErrorCode === null) return null;
  const title =
    checkedAt === null ? (
      "The repository has never answered"
    ) : (
      <>
        The repository answered last <Ago at={checkedAt} />
      </>
    );
  return (
    <Notice tone="warn" title={title} className="mx-4 mt-4 sm:mx-5">
      The last try failed with <code>{lastErrorCode}</code>. What is served stays, and it is tried
      again by itself, each minute at least.
    </Notice>
  );
}

/** The commit that waits for an operator. */
function WaitingTip({ source }: Pick<CatalogState, "source">) {
  const tip = source.mode === "held" ? source.heldTip : source.pausedTip;
  if (source.mode === "following" || tip === null) return null;
  return (
    <>
      . Waiting: <code>{shortCommit(tip)}</code>
    </>
  );
}
