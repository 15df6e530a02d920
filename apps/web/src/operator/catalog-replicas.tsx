"use client";

import Link from "next/link";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { paths } from "../paths.ts";
import { replicaWords } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";

const lights = {
  starting: "busy",
  ready: "ok",
  applying: "busy",
  refused: "bad",
  degraded: "warn",
} as const satisfies Record<CatalogState["replicas"][number]["state"], string>;

export interface CatalogReplicasProps {
  replicas: CatalogState["replicas"];
  accepted: number | null;
}

/** Which generation each web replica serves. */
export function CatalogReplicas({ replicas, accepted }: CatalogReplicasProps) {
  return (
    <Panel aria-labelledby="catalog-replicas">
      <PanelHead
        id="catalog-replicas"
        title="Replicas"
        note="One that cannot take a generation over goes on with the one before."
      />
      {replicas.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">No web replica has said anything.</p>
      ) : (
        <ul className="divide-y divide-line">
          {replicas.map((replica) => (
            <li
              key={replica.replicaId}
              className="relative flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 hover:bg-hover/50 sm:px-5"
            >
              <Link
                href={paths.replica(replica.replicaId)}
                className="row-link wrap-anywhere flex min-w-0 items-center gap-2.5 font-medium text-ink"
              >
                <StatusDot light={lights[replica.state]} />
                {replica.replicaId}
              </Link>
              <span className="text-ink-2 text-sm tabular-nums">
                {replicaWords(replica, accepted)}
                {replica.entries !== null &&
                  ` · ${formatCount(replica.entries, "entry", "entries")}`}
                {replica.applyMs !== null && ` · taken over in ${replica.applyMs} ms`}
              </span>
              {replica.error !== null && (
                <p className="wrap-anywhere basis-full text-bad text-sm">
                  {replica.error} <span className="font-mono text-xs">{replica.errorCode}</span>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
