"use client";

import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { Badge } from "../design/badge.tsx";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "./live.tsx";
import type { Limit } from "./operator-types.ts";
import { rateWords } from "./rate-words.ts";

/** What limits are, and whom they turned away in the last two minutes. */
export function LimitsPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.limits.status.queryOptions(undefined, live));
  return (
    <Live
      query={query}
      title="The limits could not be loaded"
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(limits) => {
        const refusing = limits.filter(({ refused }) => refused > 0);
        return (
          <>
            <Panel aria-labelledby="limits-refused">
              <PanelHead
                id="limits-refused"
                title="Refused"
                note="In the last two minutes, by all replicas together."
              />
              {refusing.length === 0 ? (
                <Empty icon={Gauge} title="Nothing was refused">
                  Whoever asks too much is told when to come again.
                </Empty>
              ) : (
                <ul className="divide-y divide-line">
                  {refusing.map((limit) => (
                    <Refused key={`${limit.app} ${limit.name}`} limit={limit} />
                  ))}
                </ul>
              )}
            </Panel>
            <Panel aria-labelledby="limits-classes">
              <PanelHead
                id="limits-classes"
                title="Classes"
                note="What each allows in the whole fleet, and the share that one replica grants of it. Where Redis counts the sum, the stricter of both decides."
              />
              <ul className="divide-y divide-line">
                {limits.map((limit) => (
                  <Class key={`${limit.app} ${limit.name}`} limit={limit} />
                ))}
              </ul>
            </Panel>
          </>
        );
      }}
    </Live>
  );
}

function Refused({ limit: { app, name, refused, top } }: { limit: Limit }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <Name app={app} name={name} />
        {top.length > 0 && (
          <p className="wrap-anywhere text-ink-3 text-sm tabular-nums">
            {top.map(([network, count]) => `${network} ${count} times`).join(" · ")}
          </p>
        )}
      </div>
      <Badge tone="warn">{refused} refused</Badge>
    </li>
  );
}

function Class({ limit: { app, name, rate, share, isFleet } }: { limit: Limit }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
      <Name app={app} name={name} />
      <p className="text-ink-2 text-sm tabular-nums">
        {rate === null || share === null
          ? "As each app was given"
          : `${rateWords(rate)} · ${rateWords(share)} a replica`}
        {isFleet && " · Redis counts the sum"}
      </p>
    </li>
  );
}

function Name({ app, name }: Pick<Limit, "app" | "name">) {
  return (
    <p className="wrap-anywhere font-mono text-ink text-sm">
      {name} <span className="font-sans text-ink-3">of {app}</span>
    </p>
  );
}
